"""The shapes of dates, durations and other words of time."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], 1
    )
}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PERIODS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "half-year": "M",
    "decade": "Y",
    "semester": "M",
}
NUMBERS = {word: number for number, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])} | {"thirty": 30, "forty-eight": 48, "forty": 40, "sixty": 60, "seventy-two": 72, "twenty-four": 24, "ninety": 90, "twenty-one": 21, "a": 1, "an": 1, "couple of": 2, "a couple of": 2, "thirty-six": 36, "ninety-six": 96, "hundred": 100, "forty-five": 45, "twenty-eight": 28}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:[0-2]?\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_NUM = (
    r"(?:\d+(?:\.\d+)?|"
    + "|".join(
        sorted((re.escape(word) for word in NUMBERS if word not in {"a", "an"}), key=len, reverse=True)
    )
    + r")(?:\s\(\d+\))?"
)
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?|half-years?)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
CALENDAR = "|".join(
    (
        rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:[0-2]\d|3[01]))?)(?P<clock>[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?(?![\d-])",
        rf"(?P<numeric>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR})(?!\d)",
        rf"(?P<span>(?P<sd1>{_DAY})(?:\s?[-\u2013]\s?|\s(?:to|and|until)\s)(?P<sd2>{_DAY})\s(?P<sm>{_MONTH})(?:,?\s(?P<sy>{_YEAR}))?)",
        rf"(?P<span2>(?P<tm>{_MONTH})\s(?P<td1>{_DAY})(?:\s?[-\u2013]\s?|\s(?:to|and)\s)(?P<td2>{_DAY})(?!\s?:)(?:,?\s(?P<ty>{_YEAR}))?)",
        rf"(?P<days>(?:(?P<am1>{_MONTH})\s(?P<ad1>{_DAY})|(?P<bd1>{_DAY})\s(?P<bm1>{_MONTH}))(?:,?\s(?P<dy1>{_YEAR}))?,?(?:\s?[-\u2013]\s?|\s(?:to|and|until)\s)(?:(?P<am2>{_MONTH})\s(?P<ad2>{_DAY})|(?P<bd2>{_DAY})\s(?P<bm2>{_MONTH}))(?!\d)(?:,?\s(?P<dy2>{_YEAR}))?)",
        rf"(?P<dmy>(?P<d1>{_DAY})\s(?:of\s)?(?P<m1>{_MONTH})(?:,?\s(?P<y1>{_YEAR}))?)",
        rf"(?P<mdy>(?P<m2>{_MONTH})\s(?P<d2>{_DAY})(?![\d,]*\d)(?:,?\s(?P<y2>{_YEAR}))?)",
        rf"(?P<months>(?P<m5>{_MONTH})(?:\s(?P<y5>{_YEAR}))?\s?(?:[-\u2013]|to|and)\s?(?P<m6>{_MONTH})\s(?P<y6>{_YEAR}))",
        rf"(?P<my>(?P<m3>{_MONTH}),?\s(?:of\s)?(?P<y3>{_YEAR}))",
        rf"(?P<quarter>(?:(?P<qw>first|second|third|fourth|last)\squarter|Q(?P<qn>[1-4]))(?:\s(?:of\s)?(?P<qy>{_YEAR}))?)",
        rf"(?P<half>(?P<hw>first|second)\shalf\s(?:of\s)(?P<hy>{_YEAR})|H(?P<hn>[12])\s(?P<hy2>{_YEAR}))",
        rf"(?P<season>(?:(?:this|next|last|the|coming)\s)*(?P<sw>spring|summer|autumn|winter)(?:\s(?:of\s)?(?P<seasy>{_YEAR}))?)\b",
        rf"(?P<fiscal>(?:fiscal|financial)\syear\s(?P<fy>{_YEAR})(?:[-/\u2013]\d{{2,4}})?|FY\s?(?P<fy2>{_YEAR}))",
        rf"(?P<years>(?P<ya>{_YEAR})\s?(?:[-\u2013/]|to|and)\s?(?P<yb>{_YEAR}|\d\d)(?!\d))",
        r"(?P<decade>(?:the\s)?(?P<dec>(?:1[89]|20)\d0)s\b)",
        rf"(?P<part>(?P<pw>(?:the\s)?(?:end|beginning|start|middle|(?:first|second|last)\shalf(?=\sof\s{_MONTH})|(?:first|second|third|last|final)\sweek)\sof|mid-?|early|late|early\sin|late\sin|Earlier\sin|earlier\sin|later\sin)\s?(?:(?P<pm>{_MONTH})(?:\s(?P<pmy>{_YEAR}))?|(?P<py>{_YEAR})|(?P<pr>(?:the|this|next|last)\s(?:year|month|week|quarter|decade|winter|summer))))",
        rf"(?P<weekday>(?:(?P<ww>last|next|this|on|coming|each|every)\s)?(?P<wd>{_WEEKDAY})(?P<wds>s)?)\b",
        rf"(?P<month>(?P<m4>{_MONTH}))(?![\w-])",
        rf"(?P<year>(?<![\d.,/$\u20ac\u00a3-]){_YEAR}(?![\d%]|[.,/-]\d|\s?(?:trucks|people|tonnes|tents|homes|soldiers|troops|peacekeepers|hostages|prisoners|km|million|billion|euros|dollars)))",
    )
)  # fmt: skip
_LENGTHS = (
        rf"(?P<dur>(?P<dn>{_NUM})(?:\sand\sa\s(?P<dh>half))?[\s-](?:(?:more|additional|full|consecutive|calendar|working|business)\s)?(?P<du>{_UNIT})(?:'s?|\u2019s?)?)(?![\w])",
        rf"(?P<span3>(?P<rn1>{_NUM})(?:\s?[-\u2013]\s?|\sto\s|\sor\s)(?P<rn2>{_NUM})[\s-](?P<ru>{_UNIT}))\b",
        r"(?P<one>(?:a|an|one|the\sfirst(?!\squarter))\s(?P<ou>hour|day|week|fortnight|month|quarter|year|decade|half-year))(?:'s|\u2019s)?\b(?!\s+ago\b\s+x)",
        r"(?P<vague>(?:(?:several|a\sfew|many|some|a\snumber\sof|further|the\s(?:coming|next|past|last|following)|coming|past|recent)\s)?(?P<vu>minutes|hours|days|weeks|months|years|decades))\b",
)  # fmt: skip
DURATIONS = "|".join(f"(?i:{one})" for one in _LENGTHS)
_POINTING = (
        r"(?P<deictic>(?P<dw>this|next|last|the\scoming|the\snext|the\slast|the\spast|the\sfollowing|the\sprevious|through\sthe)\s(?P<dp>week|month|year|quarter|weekend|decade|day)(?!s))",
        r"(?P<today>today|yesterday|tomorrow|tonight|the\sday\sbefore\syesterday)\b",
        r"(?P<now>currently|at\spresent|now|at\sthe\smoment|to\sdate|so\sfar|nowadays|ongoing\stoday)\b",
        r"(?P<soon>promptly|immediately|without\s(?:further\s)?delay|soon|shortly|as\ssoon\sas\spossible|in\sthe\s(?:near|coming|foreseeable)\sfuture|in\sdue\scourse|forthwith|in\sthe\scoming\s(?:days|weeks|months|years)|over\sthe\scoming\s(?:days|weeks|months|years)|at\sonce|at\sthe\searliest)\b",
        r"(?P<past>recently|previously|formerly|in\sthe\spast|lately)\b",
        r"(?P<sometime>earlier\sthis\s(?P<sp>year|month|week)|later\sthis\s(?P<sl>year|month|week))\b",
        r"(?P<set>(?:every|each|per|a)\s(?P<su>hour|day|week|month|quarter|year)(?=[\s.,;)]|$)|(?P<adv>daily|weekly|monthly|quarterly|yearly|annually|hourly|fortnightly)\b)",
        r"(?P<clock2>(?:(?:2[0-3]|[01]?\d):[0-5]\d(?:\s?(?:a\.?m\.?|p\.?m\.?))?|(?:1[0-2]|[1-9])\s?(?:a\.m\.|p\.m\.|am|pm)\b|midnight|noon)(?:\s(?:local\stime|GMT|UTC|CET|EET))?)",
)  # fmt: skip
"""Words that point in time: the same at the beginning of a sentence, with a capital."""
_TOLD = (
        r"(?P<dayof>(?:on|by|from|until)?\s?(?:the\s(?P<do>first|second|third|fourth|fifth|sixth|seventh|last|final)\sday(?:\sof\s(?P<de>[a-z\s-]{3,40}?(?:pause|truce|ceasefire|cease-fire|agreement|deal|war|operation|conflict)))?|[Dd]ay\s(?P<dd>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b))",
        r"(?P<during>(?:[Dd]uring|[Tt]hroughout)\s(?P<dt>(?:the|this|that|these|those|each)\s(?:[a-z-]+\s){0,2}(?:pause|truce|ceasefire|cease-fire|lull|period|phase|window|transition|armistice)))\b",
        r"(?P<event>(?P<ep>[Oo]nce|[Aa]fter|[Ff]ollowing|(?<!call\s)(?<!calls\s)(?<!called\s)(?<!calling\s)[Uu]pon|[Aa]s\ssoon\sas|[Bb]efore|[Pp]rior\sto|[Uu]ntil|[Ss]ince|[Ww]hen)\s(?P<ee>(?!(?:which|that|what|whom|all|a\sday)\b)(?!(?:(?:the\s)?(?:coming|past|last|next)\s)?(?:minutes|hours|days|weeks|months|years|January|February|March|April|May|June|July|August|September|October|November|December|midnight|noon)\b)[^\s.,;:!?()\d][^.,;:!?()]{2,90}?)(?=[.,;:!?()]|\s(?:and|or)\sto\b|\s(?:(?:[A-Z][a-z]+\s)(?:will|shall|would)|will|shall|would)\b|$))",
)  # fmt: skip
RELATIVES = "|".join((*(f"(?i:{one})" for one in _POINTING), *_TOLD))
