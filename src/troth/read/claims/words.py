"""The words by which a claim is told: undertaking, asking, hoping, estimating, agreeing; and what never obliges anybody."""

from collections.abc import Mapping
from types import MappingProxyType

from troth.read.listed import listed

MODALS = listed("will shall would should must can could may might ought 'll 'd")
BE = listed("is are was were be been being am 's 're")
HAVE = listed("has have had 've")
DO = listed("does do did")
NOT = listed("not 't never cannot")
DETERMINERS = listed(
    "the a an this that these those its their his her our your my each every any some all both no another such"
)
PREPOSITIONS = listed(
    "of in on at by for from to with within without under over after before during since until till about against among amid amidst "
    "between into onto through throughout toward towards upon via per despite including alongside across around near off out as "
    "like except following regarding concerning beyond behind beneath inside outside"
)
SUBORDINATORS = listed(
    "after before when while if once because although though whereas since until unless that as so whether where lest provided"
)
COORDINATORS = listed("and or but nor")
RELATIVES = listed("which who whom whose that")
PRONOUNS = listed("it they we he she i you")
NEGATORS = listed("no neither nor nothing nobody none")

UNDERTAKE: Mapping[str, str] = MappingProxyType(
    {
        "pledge": "pledged", "commit": "commits", "promise": "promised", "undertake": "undertakes", "vow": "vowed", "offer": "offered",
        "guarantee": "guarantees", "intend": "intends", "plan": "plans", "agree": "agreed", "swear": "vowed", "decide": "decided",
        "resolve": "decided", "volunteer": "offered", "earmark": "allocated", "allocate": "allocated", "contribute": "contributes",
        "donate": "donates", "dedicate": "allocated", "allot": "allocated", "assign": "allocated", "approve": "approved",
        "authorise": "approved", "authorize": "approved", "endorse": "approved", "consent": "agreed", "accept": "agreed", "prepare": "plans",
        "award": "approved", "mobilise": "announced", "mobilize": "announced", "second": "announced", "invest": "announced",
    }
)  # fmt: skip
"""Verbs that undertake, with the modality that they give."""
TAKES_DEED = listed(
    "pledge commit promise undertake vow offer guarantee intend plan agree swear decide resolve volunteer consent prepare"
)
"""After these an infinitive or a gerund is what is undertaken."""
GIVES_MONEY = listed(
    "pledge promise offer guarantee earmark allocate contribute donate dedicate allot assign approve authorise authorize award commit mobilise mobilize invest"
)
"""After these a sum or a thing is what is undertaken."""
ANNOUNCE = listed("announce adopt unveil confirm declare launch present reveal outline detail")
"""What stands after these may be a plan, a package or a deployment."""
PLEDGE_NOUNS = listed(
    "pledge commitment contribution donation grant package allocation offer plan loan promise undertaking tranche facility funding financing fund aid assistance support programme program decision intention"
)
PLEDGE_LIKE = listed(
    "pledge commitment contribution donation grant undertaking promise offer intention plan decision obligation tranche package"
)
SAY = listed(
    "say state tell declare stress emphasise emphasize note add affirm reaffirm confirm announce explain underline underscore highlight reiterate "
    "report claim insist maintain argue assert warn acknowledge admit suggest indicate write believe think recall remark mention describe "
    "voice express inform assure read clarify deny reject accuse promise pledge vow hint signal specify repeat"
)
ASK = listed(
    "urge call ask appeal demand request invite encourage press exhort implore beg plead advocate exhort seek want require challenge implore"
)
HOPE = listed("hope expect wish anticipate look aspire await")
ESTIMATE = listed("estimate project forecast predict assess calculate reckon put expect")
RECOMMEND = listed("recommend propose suggest advise advocate")
DENY = listed("deny reject refute dismiss dispute refuse decline rule fail exclude rebuff withhold oppose")

WEAK = listed(
    "address continue work strive seek aim focus explore consider examine discuss remain play highlight be become have see need want hope help stay feel believe "
    "look think consult review study assess underline welcome stand reflect show mark represent require depend serve act matter lead make cost take prove "
    "mean come go bring face comprise consist include number total contain benefit know understand say tell speak talk meet visit attend travel arrive decide determine judge condemn announce respond react reconsider push press call"
)
"""Verbs after *will* or *would* that oblige nobody by themselves, outside an agreement."""
LOFTY = listed(
    "peace stability dialogue diplomacy solidarity friendship values principles partnership relations relationship prosperity democracy freedom justice "
    "future unity security hope progress solution solutions understanding harmony dignity order sovereignty integrity multilateralism process cause goal goals "
    "reconciliation resilience recovery settlement coexistence cooperation law rights"
)
"""What a rhetorical commitment is to: nobody could say whether it was kept."""
CONTINUED = listed(
    "continued continuing ongoing unwavering steadfast longstanding long-standing enduring strong firm deep shared full lasting unshakable unshakeable abiding "
    "sincere solemn historic joint genuine ironclad iron-clad profound undiminished"
)
"""Before *commitment* these speak of an attitude."""

AGREEMENT_NOUNS = listed(
    "agreement deal accord truce ceasefire cease-fire pact treaty memorandum protocol arrangement pause armistice settlement understanding "
    "framework convention text document terms mou roadmap"
)
PAUSES = listed("pause truce ceasefire cease-fire lull cessation armistice halt calm")
GROUPS = listed(
    "parties sides signatories participants donors partners governments countries nations members states ministers leaders mediators guarantors "
    "allies militaries delegations belligerents co-chairs hosts delegates"
)
"""Actors that the sentence does not name one by one."""
BODIES = listed(
    "service chair officer officers engineers technicians medics doctors deminers sappers divers instructors trainers crews teams navy bakery university contractor contractors firm firms airline utility supplier insurer brigade brigades front committees bureau command board government ministry ministries cabinet administration presidency parliament army military forces troops police authority authorities agency agencies council commission "
    "committee bank fund alliance bloc union organisation organization movement militants rebels militia group fighters coalition delegation "
    "mission secretariat embassy consortium company corporation foundation charity society federation league country nation state department "
    "minister president premier chancellor spokesperson spokesman spokeswoman envoy ambassador commander leader chief secretary secretary-general director coordinator "
    "commissioner party side capital kingdom republic municipality governor mayor developer operator lender institution office team contingent battalion signatory centre center institute trust network consortium cooperative province cities companies firms universities"
)
"""Heads of a subject that can undertake something."""

THINGS = listed(
    "phase article annex resolution plan agreement protocol accord road bridge crossing gate street river project conference summit talks declaration statement law act treaty route highway airport port operation stage pillar track table day week month section chapter paragraph appendix zone corridor line camp clinic school package roadmap framework scheme initiative decree window week forum meeting session round monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
)
"""Written as names, and nobody who could act."""

TABLE_COMMITS = listed(
    "commitment commitments pledge pledges pledged contribution contributions committed committing undertaking undertakings offer offers obligation obligations promised promise donation donations deliverable deliverables "
    "support assistance measure measures aid package funding amount troops personnel equipment provides provided contributes details"
)
TABLE_RECOMMENDS = listed(
    "recommended recommendation recommendations recommend proposed proposal proposals suggested suggestion suggestions advised advice option options"
)
TABLE_ESTIMATES = listed(
    "impact projected projection projections estimate estimates estimated expected outcome outcomes forecast forecasts target results benefit benefits"
)
TABLE_NEEDS = listed(
    "need needs needed required requirement requirements gap gaps shortage shortages shortfall unmet"
)
TABLE_DONE = listed(
    "delivered disbursed paid received completed arrived achieved actual spent executed transferred"
)
TABLE_ACTORS = listed(
    "donor donors country countries contributor contributors party parties partner partners actor actors organisation organization agency funder lender state obligor lead implementer owner who whom responsible provider pledger nation member entity institution"
)
TABLE_TIMES = listed(
    "time frame available availability from deadline date dates when timeline timeframe time-frame arrival by due period schedule timing start end completion year until duration readiness delivery"
)
TABLE_PLACES = listed(
    "place location region province area district crossing where destination town city site"
)
TABLE_CONDITIONS = listed("condition conditions conditional caveat caveats prerequisite")
TABLE_RECIPIENTS = listed("recipient recipients beneficiary beneficiaries to channel via implementer")
