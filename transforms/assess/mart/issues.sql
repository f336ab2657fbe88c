-- issues: one row per problem found in a delivery.
SELECT
    batch_id() AS batch_id,
    department,
    dataset,
    file,
    sheet,
    row,
    column_name,
    value_masked,
    code,
    severity,
    message,
    fix
FROM delivery_issues
UNION ALL
SELECT
    batch_id(),
    s.department,
    e.dataset,
    e.file,
    e.sheet,
    e.row,
    s.id_title,
    mask_id(id_text_of(m.odd_id, m.key)),
    'identity_conflict',
    'warning',
    '证件号码属于已知人员，但姓名与其无关，本行未采用',
    '请核对是否误填监护人、配偶或代办人的证件号码，改正后重新报送'
FROM match_rejects x
JOIN evidence e USING (evidence_id)
JOIN mentions m ON m.evidence_id = x.evidence_id AND m.party = x.party
JOIN dataset_labels s ON s.dataset = e.dataset AND s.party = x.party
WHERE x.tier = 'conflict'
UNION ALL
SELECT
    batch_id(),
    s.department,
    m.source.dataset,
    m.source.file,
    m.source.sheet,
    m.source.row,
    s.household_title,
    NULL,
    'member_without_household',
    'warning',
    '成员行找不到所属家庭，未参加核对',
    '请补报该户的家庭信息，或改正户编号、户主身份证号后重新报送'
FROM (FROM delivered_members ANTI JOIN households USING (register, household_id)) m
JOIN dataset_labels s ON s.dataset = m.source.dataset AND s.party = 1
UNION ALL
SELECT
    batch_id(),
    s.department,
    w.dataset,
    w.file,
    w.sheet,
    w.row,
    NULL,
    NULL,
    'source_error',
    'warning',
    format('乡镇核查认定本行与事实不符（预警 {}，疑点 {}，结果 32 来源错误）', a.case_id, a.code),
    '请核实登记，更正后重新报送'
FROM answers a
JOIN store.core.source_errors w ON w.case_id = a.case_id AND w.sequence = a.sequence
JOIN dataset_labels s ON s.dataset = w.dataset AND s.party = 1
WHERE a.outcome = '32' AND a.after_batch_number = batch_number() - 1
