"""What the invented people wrote: comments, evidence, reasons for "sans objet". None is about a real place.

They are written as people write in such boxes: short or long, kind or cross, with the odd missing capital or accent.
"""

from __future__ import annotations

from typing import NamedTuple

# One comment tries to be a script: pages must show it as text and never run it.
SCRIPT = '<script>alert("revue")</script> Bonjour, je teste juste si votre formulaire est solide :-)'


class Remark(NamedTuple):
    """A comment, and who could have written it: `tone` "+" someone content, "-" someone who is not."""

    text: str
    who: str = ""  # a college; "" is anybody
    tone: str = ""
    where: str = ""  # "commune", "small" (a small commune); "" is anywhere


# Per indicator; "" holds the general remarks.
REMARKS: dict[str, list[Remark]] = {
    "": [
        Remark("Merci pour cette démarche, c’est la première fois qu’on me demande mon avis sur ces sujets."),
        Remark(
            "On aimerait surtout que ça serve à quelque chose et savoir ce qui sera fait des réponses.",
            who="habitants",
            tone="-",
        ),
        Remark(
            "Nous sommes peu nombreux et chacun porte trois ou quatre sujets à la fois. Cela se voit ici.",
            who="agents",
            tone="-",
        ),
        Remark(
            "Des progrès réels depuis trois ans, même s’il reste à mieux les faire connaître.", who="elus", tone="+"
        ),
        Remark(
            "Questionnaire un peu long, certaines questions sont difficiles quand on n’est pas dans les instances.",
            who="habitants",
        ),
        Remark(
            "Il faudrait refaire l’exercice tous les deux ans avec les mêmes questions pour voir l’évolution.",
            who="partenaires",
        ),
        Remark(
            "Pour une petite commune, tout passe par l’intercommunalité. Difficile de répondre pour nous seuls.",
            who="elus",
            where="small",
        ),
        Remark(SCRIPT, who="habitants"),
        Remark("Beaucoup de choses existent mais ne sont écrites nulle part…", who="agents"),
        Remark("Nos interlocuteurs sont disponibles et réactifs, c’est appréciable.", who="partenaires", tone="+"),
    ],
    "I1": [
        Remark(
            "Chaque service travaille dans son couloir, on découvre les projets des autres au conseil.",
            who="agents",
            tone="-",
        ),
        Remark(
            "La commission élargie du lundi a changé notre façon de décider : tout le monde voit tout.",
            who="elus",
            tone="+",
        ),
        Remark(
            "La qualité de vie, on en parle dans les vœux du maire, rarement après.",
            who="habitants",
            tone="-",
            where="commune",
        ),
        Remark("Nous avons une vision d’ensemble, mais elle est dans les têtes plus que dans un document.", who="elus"),
        Remark(
            "Bonne prise en compte des liens entre mobilité et santé dans le dernier projet.",
            who="partenaires",
            tone="+",
        ),
    ],
    "I2": [
        Remark(
            "Le marché du samedi marche très bien, et la cantine commence à acheter aux maraîchers d’ici.",
            who="habitants",
            tone="+",
            where="commune",
        ),
        Remark(
            "Les artisans ne voient pas passer les marchés publics, les lots sont trop gros pour nous.",
            who="partenaires",
            tone="-",
        ),
        Remark("L’économie relève de la communauté de communes, notre marge est faible.", who="elus", where="commune"),
        Remark(
            "Le recensement des locaux vacants a permis d’installer deux commerces l’an dernier.",
            who="agents",
            tone="+",
        ),
        Remark(
            "Il n’y a plus de boulangerie depuis dix-huit mois, ce n’est pas très « endogène ».",
            who="habitants",
            tone="-",
            where="small",
        ),
    ],
    "I3": [
        Remark(
            "L’éclairage reste allumé toute la nuit dans le lotissement alors qu’on nous parle de sobriété.",
            who="habitants",
            tone="-",
            where="commune",
        ),
        Remark(
            "La rénovation de l’école a divisé la facture de chauffage par deux, on a les chiffres.",
            who="elus",
            tone="+",
            where="commune",
        ),
        Remark(
            "Le plan climat est celui de l’interco ; nous en appliquons une partie sans l’avoir délibérée.",
            who="agents",
            where="commune",
        ),
        Remark(
            "Les composteurs partagés sont une réussite, il en faudrait dans chaque hameau.",
            who="habitants",
            tone="+",
            where="commune",
        ),
        Remark(
            "Des clauses environnementales apparaissent dans les marchés, mais sans contrôle ensuite.",
            who="partenaires",
        ),
        Remark(
            "Les hameaux du haut sont oubliés, tout va au centre-bourg.", who="habitants", tone="-", where="commune"
        ),
    ],
    "I4": [
        Remark(
            "L’entente avec les deux communes voisines pour le périscolaire fonctionne et fait des économies.",
            who="elus",
            tone="+",
            where="commune",
        ),
        Remark(
            "Chacun refait son étude de son côté, on retrouve trois fois le même diagnostic.",
            who="partenaires",
            tone="-",
        ),
        Remark(
            "Nous allons voir ailleurs avant de lancer un projet, mais nous n’écrivons pas ce que nous en retenons.",
            who="agents",
        ),
        Remark(
            "Le vieillissement de la population est connu de tous, mais le projet n’en tire rien.", who="elus", tone="-"
        ),
        Remark(
            "Présence régulière dans le réseau départemental, et toujours prêts à partager.",
            who="partenaires",
            tone="+",
        ),
    ],
    "I5": [
        Remark("Les réunions publiques, c’est pour nous annoncer ce qui est déjà décidé.", who="habitants", tone="-"),
        Remark("J’ai rempli le cahier de propositions il y a un an, jamais eu de réponse.", who="habitants", tone="-"),
        Remark(
            "Le budget participatif en est à sa deuxième édition, avec deux fois plus de votants.", who="elus", tone="+"
        ),
        Remark("On invite, on relance, et ce sont toujours les mêmes vingt personnes qui viennent.", who="elus"),
        Remark("Nous manquons de méthode pour faire venir les jeunes et les familles.", who="agents"),
        Remark(
            "La marche dans les quartiers avec les élus était une très bonne idée, à refaire.",
            who="habitants",
            tone="+",
            where="commune",
        ),
        Remark(
            "Les associations sont consultées à la fin, quand il n’y a plus grand-chose à changer.",
            who="partenaires",
            tone="-",
        ),
        Remark("je travaille en horaires décalés, les réunions à 18h c’est impossible pour moi", who="habitants"),
    ],
    "I6": [
        Remark("Les fiches actions existent, mais la moitié n’ont ni pilote ni échéance.", who="agents", tone="-"),
        Remark("Le plan pluriannuel est tenu à jour et présenté avant chaque budget.", who="elus", tone="+"),
        Remark(
            "Beaucoup d’ambitions dans le document, on peine à voir les projets derrière.", who="partenaires", tone="-"
        ),
        Remark(
            "Le tableau ambitions-projets tient sur deux pages, tout le monde s’y retrouve.", who="agents", tone="+"
        ),
    ],
    "I7": [
        Remark(
            "Tout repose sur une seule personne ; quand elle est absente, les projets s’arrêtent.",
            who="agents",
            tone="-",
            where="small",
        ),
        Remark("La revue de projets mensuelle a réglé la moitié de nos retards.", who="agents", tone="+"),
        Remark(
            "Nous découvrons les dépassements au moment de payer. Il nous faut un vrai suivi.", who="elus", tone="-"
        ),
        Remark(
            "L’appui de l’agence technique départementale a été décisif sur la traversée du bourg.",
            who="elus",
            tone="+",
            where="commune",
        ),
        Remark("La salle des fêtes devait ouvrir il y a deux ans…", who="habitants", tone="-", where="commune"),
        Remark("Nous ne savons pas toujours qui est le chef de projet côté collectivité.", who="partenaires"),
    ],
    "I8": [
        Remark(
            "On ne sait pas où en sont les engagements de la campagne, il faudrait un point chaque année.",
            who="habitants",
            tone="-",
        ),
        Remark(
            "Le bilan de quatre pages dans le bulletin est clair, avec les chiffres et ce qui n’a pas marché.",
            who="habitants",
            tone="+",
            where="commune",
        ),
        Remark("En dehors du budget nous n’avons pas d’indicateurs. On pilote à vue.", who="elus", tone="-"),
        Remark(
            "Dix indicateurs, mis à jour en janvier, discutés avant le débat budgétaire : c’est simple et ça suffit.",
            who="agents",
            tone="+",
        ),
        Remark("Les données existent, mais il faut les demander ; elles pourraient être en ligne.", who="partenaires"),
        Remark("Le site internet est difficile à lire sur un téléphone.", who="habitants"),
    ],
}

EVIDENCE: dict[str, tuple[str, ...]] = {
    "I1A": ("Compte rendu de la commission élargie, janvier", "Diagnostic de territoire, chapitres 2 à 9"),
    "I1B": ("Projet de mandat, page 3", "Enquête « bien vivre ici », 212 réponses"),
    "I2A": ("Convention économique signée avec la région", "Recensement des locaux vacants"),
    "I2B": ("Diagnostic agricole et alimentaire", "Factures de la cantine : 38 % de produits locaux"),
    "I3A": ("Bilan des consommations du patrimoine", "Programme de rénovation adopté en conseil"),
    "I3B": ("Clause de réemploi dans le marché de mobilier", "Convention avec la ressourcerie"),
    "I3C": ("Carte d’accès aux services", "Répartition des investissements par secteur"),
    "I4A": ("Convention d’entente pour le périscolaire", "Service commun d’instruction"),
    "I4B": ("Volet prospectif du projet de territoire", "Note de tendances de l’intercommunalité"),
    "I4C": ("Fiche de retour d’expérience, halle couverte", "Adhésion au réseau départemental"),
    "I5A": ("Synthèse des ateliers : 140 participants", "Compte rendu des marches exploratoires"),
    "I5B": ("Charte de la participation", "Tableau des propositions et des réponses"),
    "I6A": ("Tableau ambitions-projets", "Délibération sur les critères de priorité"),
    "I6B": ("Fiches actions datées", "Plan pluriannuel d’investissement"),
    "I7A": ("Tableau de bord des projets, mis à jour en février", "Relevés de décisions du comité de pilotage"),
    "I7B": ("Guide interne de conduite de projet", "Lettres de mission des chefs de projet"),
    "I8A": ("Tableau de bord présenté avant le débat budgétaire", "Dictionnaire des indicateurs"),
    "I8B": ("Bilan annuel, quatre pages", "Page de suivi des engagements"),
}

REASONS: dict[str, tuple[str, ...]] = {
    "I2A": (
        "Compétence exercée par la communauté de communes",
        "Le développement économique relève de l’intercommunalité",
        "La commune n’a pas la compétence économique",
    ),
    "I2B": ("Pas de cantine dans la commune", "Sujet porté par l’intercommunalité"),
    "I3B": ("Les déchets relèvent du syndicat", "Compétence transférée au syndicat de traitement"),
}
