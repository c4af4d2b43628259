"""Unicode into the old encodings, for tests: tables typed here on their own, not taken from the reader."""

import unicodedata

_TCVN3 = (
    "à=µ á=¸ ả=¶ ã=· ạ=¹ ă=¨ ằ=» ắ=¾ ẳ=¼ ẵ=½ ặ=Æ â=© ầ=Ç ấ=Ê ẩ=È ẫ=É ậ=Ë đ=® è=Ì é=Ð ẻ=Î ẽ=Ï ẹ=Ñ ê=ª ề=Ò ế=Õ ể=Ó ễ=Ô ệ=Ö "
    "ì=× í=Ý ỉ=Ø ĩ=Ü ị=Þ ò=ß ó=ã ỏ=á õ=â ọ=ä ô=« ồ=å ố=è ổ=æ ỗ=ç ộ=é ơ=¬ ờ=ê ớ=í ở=ë ỡ=ì ợ=î ù=ï ú=ó ủ=ñ ũ=ò ụ=ô "
    "ư=\u00ad ừ=õ ứ=ø ử=ö ữ=÷ ự=ù ỳ=ú ý=ý ỷ=û ỹ=ü ỵ=þ Ă=¡ Â=¢ Ê=£ Ô=¤ Ơ=¥ Ư=¦ Đ=§"
)
_VNI = (
    "à=aø á=aù ả=aû ã=aõ ạ=aï ă=aê ằ=aè ắ=aé ẳ=aú ẵ=aü ặ=aë â=aâ ầ=aà ấ=aá ẩ=aå ẫ=aã ậ=aä đ=ñ è=eø é=eù ẻ=eû ẽ=eõ ẹ=eï ê=eâ "
    "ề=eà ế=eá ể=eå ễ=eã ệ=eä ì=ì í=í ỉ=æ ĩ=ó ị=ò ò=oø ó=où ỏ=oû õ=oõ ọ=oï ô=oâ ồ=oà ố=oá ổ=oå ỗ=oã ộ=oä ơ=ô ờ=ôø ớ=ôù "
    "ở=ôû ỡ=ôõ ợ=ôï ù=uø ú=uù ủ=uû ũ=uõ ụ=uï ư=ö ừ=öø ứ=öù ử=öû ữ=öõ ự=öï ỳ=yø ý=yù ỷ=yû ỹ=yõ ỵ=î"
)
TO_TCVN3 = dict(pair.split("=") for pair in _TCVN3.split(" "))
TO_VNI = dict(pair.split("=") for pair in _VNI.split(" "))
TO_VNI.update({letter.upper(): code.upper() for letter, code in list(TO_VNI.items())})


def to_tcvn3(text: str) -> str:
    """As typed in a .VnTime font; capitals with tones fall to the code of the small letter, as the encoding has none."""
    return "".join(
        TO_TCVN3.get(sign) or TO_TCVN3.get(sign.lower(), sign) for sign in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> str:
    """As typed in a VNI- font."""
    return "".join(TO_VNI.get(sign, sign) for sign in unicodedata.normalize("NFC", text))


def to_cp1258(text: str) -> bytes:
    """Bytes of Windows-1258: letters with hat, breve or horn whole, tones as marks behind them."""
    out = bytearray()
    for sign in unicodedata.normalize("NFC", text):
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", sign)
            tone = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tone))
            out += rest.encode("cp1258") + "".join(tone).encode("cp1258")
    return bytes(out)
