"""French texts for proofs: which reports suffice, what is missing, and what would turn a verdict."""

from .french_type import typeset

TEXTS = typeset({
    "proof.alone": "{state} du seul fait de {ids}[ : {counted}][, {due}][ ; {without}].",
    "proof.alone.of": "{state} du fait de {ids}[ et de {n} autres], qui suffisent[ : {counted}][, {due}].",
    "proof.none": "{state} du seul fait de l’engagement et du temps : aucun rapport n’est nécessaire pour cela[, et {kept}].",
    "proof.none.stays": "aucun de ceux qui comptent n’y change rien",
    "proof.without.one": "sans lui, {turns}",
    "proof.without.any": "sans l’un quelconque d’entre eux, {turns}",
    "proof.without.each": "sans {ids}, {turns}",
    "proof.turns": "il serait {state}",
    "proof.turns.none": "il ne serait pas jugé",
    "proof.missing": "Ce qui manque à ce qui était dû, selon le compte le plus bas : {amount}[, d’ici au {until}].",
    "proof.turn": "Au vu de tous les rapports, il serait {turns}.",
    "proof.turn.without": "{state} sans {ids}",
    "proof.turn.origin": "{state} sans tout ce que dit {origin} ({ids})",
    "proof.turn.none": "non jugé sans {ids}",
    "proof.turn.needed": "{state} avec {amount} de plus[ d’ici au {until}]",
    "proof.whole": "Au vu de tous les rapports : {flips}",
    "flip.gone": "Sans {ids}, il ne serait pas jugé.",
    "term.proof": "Ce qui le prouve",
})  # fmt: skip
