"""Verbs by their forms, and the nouns that stand for a deed: enough of English to find who does what.

The list is of the verbs that communiqués, agreements and news of a recovery use. After a modal word or *to* any word may
be a verb; elsewhere only a form that is listed here is one, so that a noun is not taken for a deed.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from troth.read.listed import listed


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_REGULAR = _words("""
align assume audit consent restrain shoulder exhort instal  register store admit insist embargo enrich exempt notify bear  circulate nominate elaborate translate log dispose brief debrief cede clean codify collate compile complement concur confiscate consolidate
curb curtail deactivate decrease deduct deem demilitarise demilitarize deposit devise digitalise digitalize digitise
digitize discontinue disengage disinfect divert drain embed enact endow enlist enrol enroll entitle entrench envisage
evict excavate exhume finalise finalize forego foresee forward furnish gift harmonise harmonize hasten heed incorporate
institute integrate licence lodge map modernise modernize mount nationalise offload outfit overcome penalise permit
plant popularise pool privatise promulgate purify quadruple ratify reassign recapitalise reclaim recondition
redistribute redouble redress refill refit refloat refocus regulate reintroduce remit reorganise reorganize requisition
reschedule reseed respect restructure revamp revert revive revoke ring-fence salvage scrap shorten shoulder simplify
single-source standardise standardize stow streamline subscribe sweep tailor task tax tender translate transmit
uncover unload update validate vouch walk warehouse welcome winterise winterize
""")
_DIALECT = _words("channel travel cancel label model signal tunnel total marshal counsel level fuel")
"""Verbs that British English writes with two letters before *-ed* and *-ing*."""
_MORE = _words("""
amount chair compose reserve unlock vest
allege blame caution concede contend counter criticise criticize decontaminate defuse demarcate dismiss downplay
electrify entrust fortify neutralise neutralize patrol preposition pre-position rebut rehouse relaunch replant
restock resupply resurface retrofit rewire
swap exhibit prosecute ferry haul pump refund auction certify repeat repeal restate reassure reallocate reconvene reroute repurpose recommit rehabilitate refrain refuel respond backfill underfund top-up pre-finance co-fund electrify irrigate fence drill bury dredge pave insure inoculate immunise immunize reforest transport trans-ship
abandon absorb accelerate accept accommodate accompany accuse achieve acknowledge act adapt add address adhere
adopt advance advise advocate affirm agree aim air-drop airlift alleviate allocate allot allow announce appeal
appear apply appoint approve arrange arrest arrive ask assemble assert assess assign assist assume assure
attack attend attribute authorise authorize avoid award back ban bar believe block bolster bomb boost budget
call cancel capture carry cease certify chair channel charge claim clarify clear close co-finance co-operate
collaborate collapse collect commence commend commit compensate complete comply conclude condemn conduct
confirm connect consider consist construct consult continue contribute convene convert convey cooperate
coordinate cover crash create cross decide declare decline decommission dedicate deepen defend define delay
delegate deliver demand demine demobilise demobilize demolish deny depart deploy describe desist destroy
detain deteriorate determine develop devote direct disarm disburse discharge disclose discuss dismantle
dispatch displace dispute distribute divide donate double doubt draft drop earmark ease educate elect
eliminate embark embrace emphasise emphasize employ empower enable encourage end endorse enforce engage
enhance enjoy enlarge ensure enter equip erect erupt escort establish estimate evacuate evaluate examine
exchange exclude execute exempt expand expect expedite expire explain explore export express extend face
facilitate fail fear finance finish fire flee flow focus follow forecast form formulate foster found free
fulfil fulfill fund furnish gather generate govern grant guarantee hail halt halve hamper hand handle harm
help highlight hire honor honour hope host house identify implement import impose improve inaugurate include
increase indicate inform initiate inject inspect install instruct insulate intend intensify introduce invest
investigate invite involve isolate issue join justify kill label lack lament land last launch lease liberate
levy license lift limit link list listen load loan locate lodge lower maintain manage manufacture mark match
mediate mention mentor mobilise mobilize monitor move name negotiate nominate normalise normalize note notify
object oblige observe obtain occur offer open operate oppose order organise organize outline overhaul oversee
own participate pass pause penetrate perform permit pilot place plan play pledge point postpone pour praise
predict preface prepare present preserve press prevent prioritise prioritize proceed process proclaim procure
produce prohibit project prolong promise promote proportion propose protect provide publish pull purchase
pursue push raid raise ratify re-establish reach reaffirm rebuff rebuke recall receive recognise recognize
recommend reconcile reconnect reconstitute reconstruct record recover recruit redeploy reduce reequip
reestablish refer reform refrain refurbish refuse refute regain regret rehabilitate reimburse reinforce
reintegrate reiterate reject relate relay release relieve relocate remain remark remind remove renew renounce
renovate reopen repair repatriate repay replace replenish report represent request require rescue resettle
resolve respect respond restart restore restrict result resume retain retrain retreat return reunite review
revise reward rotate safeguard salute sanction save say schedule screen seal second secure seize select
separate serve service settle share shell shelter shift ship sign signal slash slow sponsor stabilise
stabilize staff stage stand start state station stay steer step stipulate stockpile stop strengthen stress strike
structure submit subsidise subsidize succeed suffer suggest supervise supply support suppress surrender
surround suspect suspend sustain table tackle target tell terminate test thank threaten tighten top total
track trade train transfer transform transit transport treat trigger triple truck try turn unblock underline
undermine underpin underscore unify unveil upgrade uphold urge use vacate vaccinate value verify veto view
violate visit voice volunteer vote vow waive want warn weaken welcome widen wire wish withhold witness work
worsen wound
""")
_IRREGULAR = """
be is was been being | become becomes became become becoming | begin begins began begun beginning | bring brings brought brought bringing
build builds built built building | rebuild rebuilds rebuilt rebuilt rebuilding | buy buys bought bought buying | come comes came come coming
choose chooses chose chosen choosing | cut cuts cut cut cutting | do does did done doing | draw draws drew drawn drawing
drive drives drove driven driving | fall falls fell fallen falling | feed feeds fed fed feeding | find finds found found finding
flee flees fled fled fleeing | fly flies flew flown flying | forbid forbids forbade forbidden forbidding | get gets got got getting
give gives gave given giving | go goes went gone going | grow grows grew grown growing | have has had had having | hear hears heard heard hearing
hit hits hit hit hitting | hold holds held held holding | keep keeps kept kept keeping | lay lays laid laid laying | lead leads led led leading
leave leaves left left leaving | lend lends lent lent lending | let lets let let letting | lose loses lost lost losing | make makes made made making
mean means meant meant meaning | meet meets met met meeting | oversee oversees oversaw overseen overseeing | pay pays paid paid paying
put puts put put putting | read reads read read reading | rise rises rose risen rising | run runs ran run running | say says said said saying
see sees saw seen seeing | seek seeks sought sought seeking | sell sells sold sold selling | send sends sent sent sending | set sets set set setting
shoot shoots shot shot shooting | shut shuts shut shut shutting | speak speaks spoke spoken speaking | spend spends spent spent spending
stand stands stood stood standing | strike strikes struck struck striking | swear swears swore sworn swearing | take takes took taken taking
teach teaches taught taught teaching | tell tells told told telling | think thinks thought thought thinking | undertake undertakes undertook undertaken undertaking
underwrite underwrites underwrote underwritten underwriting | uphold upholds upheld upheld upholding | win wins won won winning
withdraw withdraws withdrew withdrawn withdrawing | withhold withholds withheld withheld withholding | write writes wrote written writing
overcome overcomes overcame overcome overcoming | forgive forgives forgave forgiven forgiving | foresee foresees foresaw foreseen foreseeing
bear bears bore borne bearing | break breaks broke broken breaking | call calls called called calling | cost costs cost cost costing
feel feels felt felt feeling | fight fights fought fought fighting | hide hides hid hidden hiding | need needs needed needed needing
""".replace("\n", "|").split("|")
_DOUBLED = listed(
    "commit permit admit submit refer ban bar stop transfer drop top plan wed ship step cut compel control equip allot rid regret defer concur map scrap remit shun tap"
)
"""Verbs that double their last letter before *-ed* and *-ing*."""
_NOUNS = _words("""
deployment:deploy provision:provide supply:supply delivery:deliver dispatch:dispatch release:release
withdrawal:withdraw reconstruction:reconstruct rebuilding:rebuild rehabilitation:rehabilitate repair:repair
restoration:restore construction:construct establishment:establish creation:create training:train
equipping:equip funding:fund financing:finance support:support collaboration:collaborate cooperation:cooperate
co-operation:cooperate coordination:coordinate exchange:exchange sharing:share transfer:transfer return:return
repatriation:repatriate evacuation:evacuate demobilization:demobilize demobilisation:demobilize
disarmament:disarm reintegration:reintegrate reopening:reopen opening:open lifting:lift suspension:suspend
cessation:cease halt:halt allocation:allocate contribution:contribute donation:donate disbursement:disburse
payment:pay purchase:purchase procurement:procure clearance:clear demining:demine removal:remove
protection:protect monitoring:monitor verification:verify inspection:inspect resumption:resume
continuation:continue extension:extend strengthening:strengthen enhancement:enhance promotion:promote
facilitation:facilitate participation:participate hosting:host mobilization:mobilize mobilisation:mobilize
installation:install distribution:distribute relocation:relocate resettlement:resettle vaccination:vaccinate
treatment:treat passage:allow access:allow observance:observe dismantling:dismantle destruction:destroy
rotation:rotate reduction:reduce shipment:ship handover:hand posting:post secondment:second appointment:appoint launch:launch development:develop modernization:modernise
modernisation:modernise improvement:improve expansion:expand assistance:assist entry:enter
""")


class Form(NamedTuple):
    """One reading of a word as a verb."""

    lemma: str
    tense: str
    """`base`, `s`, `past`, `part` or `ing`; `past` and `part` are one for regular verbs: `ed`."""


def _inflected(verb: str) -> Iterator[tuple[str, str]]:
    """The forms of a regular verb.

    >>> dict(_inflected("supply"))["supplied"], dict(_inflected("ship"))["shipping"]
    ('ed', 'ing')
    """
    yield verb, "base"
    stem, last = verb[:-1], verb[-1]
    if last == "y" and verb[-2] not in "aeiou":
        yield from ((stem + "ies", "s"), (stem + "ied", "ed"), (verb + "ing", "ing"))
    elif verb.endswith("ee"):
        yield from ((verb + "s", "s"), (verb + "d", "ed"), (verb + "ing", "ing"))
    elif last == "e":
        yield from ((verb + "s", "s"), (verb + "d", "ed"), (stem + "ing", "ing"))
    else:
        twice = verb + last if verb in _DOUBLED else verb
        plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
        yield from ((plural, "s"), (twice + "ed", "ed"), (twice + "ing", "ing"))


def _table() -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for row in _IRREGULAR:
        words = row.split()
        if len(words) == 5:
            base, *rest = words
            forms[base] = Form(base, "base")
            for word, tense in zip(rest, ("s", "past", "part", "ing"), strict=True):
                known = forms.get(word)
                merged = "ed" if known is not None and known.tense == "past" and tense == "part" else tense
                if known is None or merged == "ed":
                    forms[word] = Form(base, merged)
    for verb in (*_REGULAR, *_MORE):
        for word, tense in _inflected(verb):
            forms.setdefault(word, Form(verb, tense))
    for verb in _DIALECT:
        forms.setdefault(f"{verb}led", Form(verb, "ed"))
        forms.setdefault(f"{verb}ling", Form(verb, "ing"))
    return forms


FORMS: Mapping[str, Form] = MappingProxyType(_table())
"""Every known form with its verb."""
DEEDS: Mapping[str, str] = MappingProxyType(dict(pair.split(":", 1) for pair in _NOUNS))
"""Nouns that stand for a deed, with their verb: *deployment* is to deploy."""


def lemma(word: str) -> str:
    """The verb of which `word`, in lower case, is a form; an unknown word is its own.

    >>> lemma("undertook"), lemma("committing"), lemma("reforesting")
    ('undertake', 'commit', 'reforest')
    """
    form = FORMS.get(word)
    if form is not None:
        return form.lemma
    if word.endswith("ing") and len(word) > 6:
        return word[:-3]
    return word


def is_past(word: str) -> bool:
    """Whether `word` can be the past tense of a verb.

    >>> is_past("sent"), is_past("sends")
    (True, False)
    """
    form = FORMS.get(word)
    return form is not None and form.tense in {"past", "ed"}


def is_participle(word: str) -> bool:
    """Whether `word` can be a past participle.

    >>> is_participle("freed"), is_participle("taken"), is_participle("took")
    (True, True, False)
    """
    form = FORMS.get(word)
    if form is None:
        return word.endswith("ed") and len(word) > 4
    return form.tense in {"part", "ed"} or (
        form.tense == "base" and form.lemma in listed("cut put set shut hit let")
    )


def is_gerund(word: str) -> bool:
    """Whether `word` is a verb's form in *-ing*.

    >>> is_gerund("restoring"), is_gerund("building"), is_gerund("morning")
    (True, True, False)
    """
    form = FORMS.get(word)
    return form is not None and form.tense == "ing"
