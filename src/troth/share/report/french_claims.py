"""French texts for the section on documents."""

from .french_type import typeset

TEXTS = typeset(
    {
        "head.read": "Documents : ce qu’ils disent, et ce qui en a été accepté",
        "note.read": "Chaque affirmation a été lue dans les mots qui l’accompagnent. Seul ce que des personnes ont accepté est devenu un engagement ou un élément de preuve ; ce qui oblige en demande deux.",
        "none.read": "Aucun document n’a été lu.",
        "col.claim": "Affirmation",
        "col.claim.kind": "Nature",
        "col.claim.who": "Qui",
        "col.claim.words": "Mots",
        "col.claim.state": "État",
        "claim.commitment": "engagement",
        "claim.agreement_term": "clause d’un accord",
        "claim.event": "événement",
        "claim.need": "besoin",
        "claim.estimate": "estimation",
        "claim.call": "appel",
        "claim.expectation": "attente",
        "claim.recommendation": "recommandation",
        "claim.statement": "déclaration",
        "claim.binding": "obligeant",
        "claim.state.waiting": "en attente",
        "claim.state.person": "en attente d’une seconde personne",
        "claim.state.accepted": "acceptée",
        "claim.state.rejected": "rejetée",
        "claim.state.divided": "avis partagés",
    }
)
