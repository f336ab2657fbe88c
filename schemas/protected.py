"""A workbook that opens with a password: how to tell, and what to ask of whoever handed it in."""

from __future__ import annotations

PROTECTED = (
    "文件设有打开密码，不能直接读取：请用下发时的密码打开，在“文件→信息→保护工作簿→用密码进行加密”（WPS：“文件→文档加密→密码加密”）里清空密码，"
    "保存后再交；文件内容不必改动"
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_protected(content: bytes) -> bool:
    """Whether these are the bytes of an encrypted xlsx (a compound file that holds an encrypted package)."""
    return content.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in content
