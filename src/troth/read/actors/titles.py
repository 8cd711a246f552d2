"""Words of offices, of governments and of acting, by which a name is read."""

from troth.read.actors.words import listed

OFFICES = """president|vice president|vice-president|prime minister|deputy prime minister|premier|chancellor|vice chancellor|king|queen
    |emir|sultan|crown prince|prince|pope|taoiseach|head of state|heads of state|leader|leaders|supreme leader|opposition leader
    |foreign minister|deputy foreign minister|vice foreign minister|junior foreign minister|foreign ministers|foreign secretary
    |defence minister|defense minister|defence secretary|defense secretary|finance minister|interior minister|home secretary
    |secretary of state|assistant secretary of state|secretary of defense|treasury secretary|health minister|trade minister
    |energy minister|infrastructure minister|information minister|justice minister|economy minister|agriculture minister
    |development minister|environment minister|transport minister|labour minister|labor minister|oil minister|minister
    |deputy minister|ministers|foreign policy chief|secretary general|secretary-general|under-secretary-general|director general
    |director-general|high commissioner|high representative|commissioner|commissioner-general|permanent representative
    |permanent representatives|ambassador|ambassadors|envoy|special envoy|special representative|special coordinator|negotiator
    |negotiators|chief negotiator|mediator|mediators|spokesman|spokeswoman|spokesperson|spokespeople|official|officials|diplomat
    |diplomats|senator|lawmaker|lawmakers|parliament speaker|speaker|governor|mayor|chief of staff|army chief|general secretary
    |army commander|military commander|commander|national security adviser|national security advisor|foreign affairs minister
    |minister of foreign affairs|minister of defence|minister of defense|minister of finance|foreign office minister|chief minister
    |federal minister|minister for interior|attorney general|prosecutor|chief prosecutor|ministry|foreign ministry|defence ministry
    |defense ministry|interior ministry|finance ministry|health ministry|ministry of foreign affairs|ministry of defence
    |ministry of defense|ministry of finance|ministry of health|culture minister|education minister|police chief|chairman
    |chairwoman|chief|head|coordinator|humanitarian coordinator|general|lieutenant general|major general|colonel|captain|admiral
    |counterpart|adviser|advisor|senior adviser|senior advisor|chief of mission|co-chair|chair|facilitator|facilitators|guarantor|guarantors|dictator|strongman|president-elect|ruler|caretaker prime minister|acting president|interim president|ex-president
"""
TITLES = frozenset(" ".join(title.split()) for title in OFFICES.split("|"))
PERSONAL = frozenset(
    title
    for title in TITLES
    if not title.endswith(("ministry", "ministers", "leaders", "heads of state", "affairs", "ors", "ials"))
)
HONORIFICS = listed(
    "mr mrs ms dr sheikh sheik sir lord lady ayatollah imam rev bishop archbishop cardinal gen lt col adm sen rep gov"
)
GOVERNMENT = listed(
    "government authorities cabinet administration leadership regime parliament ministry delegation officials "
    "negotiators diplomats presidency executive embassy"
)
WILL = listed(
    "demand demands decision offer position government refusal response proposal pledge promise commitment policy stance request "
    "rejection announcement plan plans willingness insistence intention approval support backing ambassador ally allies envoy "
    "insistence invitation threat warning claim claims reply mediation concerns forces troops"
)
SAYING = listed(
    """said says say announced announces confirmed confirms pledged pledges accused accuses rejected rejects denied denies agreed
    agrees told tells warned warns urged urges called calls vowed vows insisted insists stated states declared declares added adds
    reported reports demanded demands promised promises offered offers condemned condemns praised praises welcomed welcomes refused
    refuses decided decides signalled signaled signals hinted expressed expresses committed commits responded responds replied
    proposed proposes asked asks threatened threatens claimed claims acknowledged acknowledges stressed emphasized emphasised noted
    argued believes believed wants wanted hopes hoped expects expected plans planned intends intended sees considers backs backed
    supports supported opposes opposed approved approves suspended imposed lifted recalled expelled summoned severed resumed
    broke cut sent sends gave gives provided provides withdrew withdraws blamed blames criticised criticized reiterated reaffirmed
    charged charges dismissed retaliated reacted sought seeks invited hosted hosts signed ratified recognised recognized voted
    vetoed deployed deploys ordered orders launched granted concluded explained maintained suggested suggests contended protested
    hailed applauded deplored denounced contends accepted accepts"""
)
AUXILIARY = listed(
    "has have had is are was were will would may might must should could can shall did does do"
)
ADVERBS = listed(
    "also now again later today yesterday earlier then still never already recently publicly officially formally repeatedly "
    "reportedly finally immediately strongly bluntly sharply quickly not only just since long firmly initially once jointly "
    "monday tuesday wednesday thursday friday saturday sunday on be been to being have"
)
ACTED_ON = listed(
    "accuse accused accuses urge urged urges told tell warn warned press pressed pressured blame blamed blames condemn condemned "
    "criticise criticised criticize criticized thank thanked between against with by asked ask pressuring urging accusing via "
    "persuade persuaded convince convinced allow allowed"
)
DATES = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december today yesterday christmas easter ramadan"
)
INSTITUTIONS = listed(
    """army police government ministry minister prime foreign defense defence parliament senate congress council committee
    commission party front movement union agency office department court bank force forces airlines embassy university company
    group world international national united security general state states peace agreement accord plan operation crossing border
    street square river sea gulf ocean mountains airport port city province region north south east west northern southern eastern
    western war day week conference summit talks treaty protocol convention act law fund program programme mission initiative
    affairs republic kingdom federal democratic people association society organization organisation institute center centre
    corps brigade battalion airways radio television news agency times post journal press herald tribune bridge strip bank
    court church house hall tower festival league cup airport church valley basin club olympics prize bonds games stock air tech lake forces troops talks deal"""
)
