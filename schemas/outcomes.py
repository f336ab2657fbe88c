"""What a township answers with: the fifteen result codes (docs/rules.md#answers) and their wording, the same on
lists and in what comes back."""

RESULTS = {
    "10": "属实-不再符合",
    "11": "属实-调减",
    "12": "属实-增发",
    "13": "属实-给予渐退",
    "20": "属实但豁免",
    "21": "属实但已申报",
    "30": "不属实-同名或串号",
    "31": "不属实-已过户或注销",
    "32": "不属实-来源错误",
    "40": "转其他救助",
    "41": "一事一议",
    "50": "无法核实",
    "51": "逾期",
    "60": "自愿退出",
    "70": "死亡或迁出",
}
