"""English texts for proofs: which reports suffice, what is missing, and what would turn a verdict."""

TEXTS = {
    "proof.alone": "{state} because of {ids} alone[: {counted}][, {due}][; {without}].",
    "proof.alone.of": "{state} because of {ids}[ and {n} more], which suffice[: {counted}][, {due}].",
    "proof.none": "{state} by the term and the time alone: no report is needed for that[, and {kept}].",
    "proof.none.stays": "none that counts changes it",
    "proof.without.one": "without it, {turns}",
    "proof.without.any": "without any one of them, {turns}",
    "proof.without.each": "without {ids} {turns}",
    "proof.turns": "it would be {state}",
    "proof.turns.none": "it would be left unjudged",
    "proof.missing": "Missing from what was due, by the lowest count: {amount}[, by {until}].",
    "proof.turn": "On the whole record it would be {turns}.",
    "proof.turn.without": "{state} without {ids}",
    "proof.turn.origin": "{state} without all that {origin} says ({ids})",
    "proof.turn.none": "left unjudged without {ids}",
    "proof.turn.needed": "{state} with {amount} more[ by {until}]",
    "proof.whole": "On the whole record: {flips}",
    "flip.gone": "Without {ids} it would be left unjudged.",
    "term.proof": "What proves it",
}
