"""Currencies by code, sign and name (ISO 4217, edition of 2026)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from troth.read.listed import listed

CODES = listed(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG"
)
_SIGNS = {"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u20b9": "INR", "\u20bd": "RUB", "\u20b4": "UAH", "\u20aa": "ILS", "\u20ba": "TRY", "\u20a9": "KRW", "\u20a6": "NGN", "\u20ab": "VND", "\u0e3f": "THB", "\u20b1": "PHP", "\u20b8": "KZT", "\u20be": "GEL", "\u20bc": "AZN"}  # fmt: skip
DOUBTFUL_SIGNS = frozenset({"$", "\u00a5"})
_BY_NATION = """
dollar USD us:USD u.s.:USD american:USD canadian:CAD australian:AUD singapore:SGD liberian:LRD namibian:NAD jamaican:JMD fiji:FJD zealand:NZD kong:HKD taiwan:TWD
pound GBP british:GBP egyptian:EGP lebanese:LBP syrian:SYP sudanese:SDG sterling:GBP
franc CHF swiss:CHF congolese:CDF rwandan:RWF burundian:BIF guinean:GNF djiboutian:DJF cfa:XOF
krone NOK norwegian:NOK danish:DKK
krona SEK swedish:SEK icelandic:ISK
koruna CZK czech:CZK
crown CZK czech:CZK swedish:SEK norwegian:NOK danish:DKK
peso MXN mexican:MXN argentine:ARS chilean:CLP colombian:COP philippine:PHP cuban:CUP uruguayan:UYU dominican:DOP
rupee INR indian:INR pakistani:PKR lankan:LKR nepalese:NPR mauritian:MUR
dinar JOD jordanian:JOD iraqi:IQD kuwaiti:KWD libyan:LYD serbian:RSD tunisian:TND algerian:DZD bahraini:BHD
riyal SAR saudi:SAR qatari:QAR
rial IRR iranian:IRR yemeni:YER omani:OMR
dirham AED emirati:AED uae:AED moroccan:MAD
shilling KES kenyan:KES ugandan:UGX tanzanian:TZS somali:SOS
ruble RUB russian:RUB belarusian:BYN
lira TRY turkish:TRY
"""
_ALONE = "euro:EUR hryvnia:UAH hryvnya:UAH shekel:ILS sheqel:ILS yen:JPY yuan:CNY renminbi:CNY zloty:PLN forint:HUF lek:ALL lari:GEL dram:AMD manat:AZN tenge:KZT naira:NGN birr:ETB cedi:GHS baht:THB ringgit:MYR rupiah:IDR rand:ZAR won:KRW taka:BDT kyat:MMK leu:RON lev:BGN afghani:AFN kwacha:ZMW dong:VND"
_PLURALS = {
    "kroner": "krone",
    "kronor": "krona",
    "kroners": "krone",
    "pounds": "pound",
    "roubles": "ruble",
    "rouble": "ruble",
    "rubles": "ruble",
    "lire": "lira",
    "hryvni": "hryvnia",
    "lei": "leu",
    "leva": "lev",
    "koruny": "koruna",
}
SURE = listed("euro yen hryvnia shekel zloty lira")


def _nations() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for line in _BY_NATION.split("\n"):
        if line:
            word, default, *pairs = line.split()
            table[word] = {"": default} | dict(pair.split(":") for pair in pairs)
    return table


NATIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(_nations())
ALONE: Mapping[str, str] = MappingProxyType(dict(pair.split(":") for pair in _ALONE.split()))
SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_SIGN_BEFORE = re.compile(
    rf"(?:(?P<sign>{SIGN.pattern})|\b(?P<code>[A-Z]{{3}}))[ \u00a0]?(?P<minus>[-\u2212])?$"
)
_NAME_AFTER = re.compile(
    r"[ \u00a0-]?(?P<of>of )?(?P<nation>(?:U\.S\.|[A-Z][A-Za-z.]+) )?(?P<name>[a-zA-Z]+)\b"
)
_CODE_AFTER = re.compile(r"[ \u00a0]?(?P<code>[A-Z]{3})\b")
_SIGN_AFTER = re.compile(rf"[ \u00a0]?(?P<sign>{SIGN.pattern})(?!\s?\d)")


_FRESH = frozenset("\n|(\x00")
"""Behind these no currency can stand."""


def before(text: str, at: int) -> tuple[str, int, bool, bool] | None:
    """The currency right before a number at `at`: code, where it begins, whether it is in doubt, whether a minus stands between.

    >>> before("EUR 50 million", 4), before("$-3", 2)
    (('EUR', 0, False, False), ('USD', 0, True, True))
    """
    if at == 0 or text[at - 1] in _FRESH:
        return None
    start = max(0, at - 6)
    match = _SIGN_BEFORE.search(text[start:at])
    if match is None:
        return None
    if match["sign"]:
        sign = match["sign"]
        return _SIGNS[sign], start + match.start(), sign in DOUBTFUL_SIGNS, bool(match["minus"])
    if match["code"] in CODES:
        return match["code"], start + match.start(), False, bool(match["minus"])
    return None


def after(text: str, at: int) -> tuple[str, int, bool] | None:
    """The currency right behind a number that ends at `at`: code, where it ends, whether it is in doubt.

    >>> after("200 million Norwegian kroner", 11), after("50 dollars", 2)
    (('NOK', 28, False), ('USD', 10, True))
    """
    if (sign := _SIGN_AFTER.match(text, at)) is not None:
        return _SIGNS[sign["sign"]], sign.end(), sign["sign"] in DOUBTFUL_SIGNS
    if (code := _CODE_AFTER.match(text, at)) is not None and code["code"] in CODES:
        return code["code"], code.end(), False
    name = _NAME_AFTER.match(text, at)
    if name is None:
        return None
    word = name["name"].lower()
    word = _PLURALS.get(word, word)
    for spelled in (word, word.removesuffix("s"), word.removesuffix("es")):
        if spelled in ALONE:
            return ALONE[spelled], name.end(), False
        if spelled in NATIONS:
            return _of_nation(text, name, spelled)
    return None


def _of_nation(text: str, name: re.Match[str], word: str) -> tuple[str, int, bool]:
    nation = (name["nation"] or "").strip().lower()
    end = name.end()
    if word == "pound" and text[end : end + 9].lower() == " sterling":
        return "GBP", end + 9, False
    code = NATIONS[word].get(nation.removesuffix("ese") if nation not in NATIONS[word] else nation)
    return (code, end, False) if nation and code else (NATIONS[word][""], end, word not in SURE)
