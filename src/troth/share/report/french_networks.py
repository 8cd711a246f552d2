"""French texts for the section on networks that are repaired."""

from .french_type import typeset

TEXTS = typeset(
    {
        "head.networks": "Quelles lignes réparer d’abord",
        "note.networks": "La période 0 précède toute réparation. Les personnes comptent une fois par réseau, en partie là où seule une partie de ce qu’elles prennent arrive. Un nœud marche tant qu’il est entier et qu’un des nœuds dont il a besoin dans chaque autre réseau marche. Le plan myope prend à chaque période les réparations qui servent le plus de personnes dans cette période même.",
        "networks.question": "Quelles lignes faut-il réparer d’abord ?",
        "networks.more": "Les réparations en entier",
        "networks.served": "{before} personnes sur {all} sont desservies avant toute réparation, {after} à la fin, chacune comptée une fois par réseau.",
        "networks.resources": "{damaged} éléments sont endommagés ; {resources} peuvent être réparés à chaque période.",
        "networks.gain": "Choisir toutes les réparations ensemble apporte {gain} à côté du plan myope.",
        "networks.proven": "Aucun ordre ne sert davantage : c’est prouvé.",
        "networks.gap": "Il est au plus à {gap} du meilleur.",
        "networks.unproven": "On ne sait pas à quelle distance il est du meilleur.",
        "networks.never": "pas dans l’horizon",
        "networks.myopic": "{network}, myope",
        "networks.share": "Part de ses personnes desservies",
        "head.networks.served": "Personnes desservies",
        "head.networks.repairs": "Réparations",
        "head.networks.faults": "Ce qui n’a pas pu servir tel qu’il était dit",
        "figure.networks": "La part de ses personnes que chaque réseau dessert, période par période",
        "networks.col.period": "Période",
        "networks.col.all": "Tous",
        "networks.col.myopic": "Tous, plan myope",
        "networks.col.element": "Élément",
        "networks.col.network": "Réseau",
        "networks.col.kind": "Ce que c’est",
        "networks.col.then": "Période, plan myope",
        "networks.col.cost": "Coût",
        "networks.col.what": "Quoi",
    }
)
