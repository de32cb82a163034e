"""What survey tools add to the answers: ids, days, people, technical columns, by the names in their exports.

KoboToolbox, Ona, ODK Central and SurveyCTO; LimeSurvey; Google Forms and Microsoft Forms; Sphinx; Qualtrics,
SurveyMonkey, Typeform, JotForm, Tally, EUSurvey; Framaforms (Drupal Webform). Names of columns are compared by their
letters and digits alone, so that ``meta/instanceID`` and ``meta-instanceID`` are one.
"""

from __future__ import annotations

WORLD_WIDE_IDS = (
    *("uuid", "meta uuid", "meta instanceid", "instanceid", "key", "meta rootuuid", "rootuuid"),  # Kobo, ODK, SurveyCTO
    *("submission uuid", "uuid de soumission", "submission id", "contribution id", "id de la contribution"),
    *("cle", "clé", "clé unique", "cle sphinx"),  # Sphinx
)
"""Ids that no other submission anywhere bears, the one that is preferred first."""

LOCAL_IDS = ("id", "record id", "sid", "serial number", "numéro de série", "numobs", "n° d’observation", "observation")
"""Ids that count the submissions of one survey."""

SUBMITTED = ("submitdate", "date de soumission", "date submitted", "completed date", "submitted at", "submit date")
"""The day of submission, blank in what was not submitted (LimeSurvey)."""

TIMES = (
    *("submit date utc", "submission date", "submission time", "submissiondate", "date_enreg", "recordeddate"),
    *("end", "enddate", "end date", "end date utc", "endtime", "heure de fin", "completion time", "completed at"),
    *("horodateur", "horodatage", "timestamp", "heure de la dernière modification", "last modified time"),
    *("datestamp", "date de la dernière action", "date last action", "date_modif", "last edited", "date modified"),
    *("system updated at", "system updatedat", "system submission date", "date_saisie", "creation date"),
    *("date de création", "last update", "date_created", "date_modified", "added time", "stage date utc"),
    *("start", "startdate", "start date", "start date utc", "starttime", "start time", "heure de début"),
    *("date de lancement", "date started", "started at", "today", "date", "heure", "time created"),
)
"""When a submission began, was sent or last changed."""

PERSONAL = (
    *("nom", "name", "prénom", "nom et prénom", "nom prénom", "votre nom", "votre prénom", "firstname", "lastname"),
    *("first name", "last name", "full name", "nom de famille", "user name", "username", "nom d’utilisateur"),
    *("token", "invitation token", "code d’accès", "access code", "participant id", "email", "mail", "courriel"),
    *("email address", "adresse courriel", "adresse de messagerie", "adresse mail", "adresse électronique"),
    *("phone", "téléphone", "tél", "adresse", "address", "ip", "ipaddr", "ip address", "adresse ip", "ipaddress"),
    *("deviceid", "device id", "subscriberid", "simid", "simserial", "sim serial", "phonenumber", "phone number"),
    *("devicephonenum", "imei", "submitted by", "submitterid", "submitter id", "submittername", "submitter name"),
    *("system submitter id", "system submitterid", "system submitter name", "system submittername", "system deviceid"),
    *("recipientlastname", "recipientfirstname", "recipientemail", "recipient last name", "recipient first name"),
    *("recipient email", "externalreference", "externaldatareference", "external data reference", "network id"),
    *("locationlatitude", "locationlongitude", "location latitude", "location longitude", "custom data 1", "custom 1"),
    *("utilisateur", "user", "uid", "enqueteur", "enumerator", "signature", "idutilisateur", "alias"),
)
"""Who answered, from where, on which device: never read."""

COMMON = ("date", "heure", "start", "end", "today", "start date", "end date", "startdate", "enddate", "last update")
"""Those of them that other files have too."""

TECHNICAL = (
    # KoboToolbox, Ona, ODK, SurveyCTO
    *("validation status", "notes", "tags", "version", "index", "parent index", "parent table name", "parent key"),
    *("formhub uuid", "meta instancename", "instancename", "meta deprecatedid", "deprecatedid", "xml payload"),
    *("attachments", "attachments url", "geolocation", "xform id string", "xform id", "status", "media count"),
    *("total media", "media all received", "bamboo dataset id", "duration", "edited", "review state", "review comment"),
    *("reviewstate", "attachmentspresent", "attachmentsexpected", "edits", "formversion", "formdef version"),
    *("meta audit", "audit", "background audio", "meta entity", "meta entity label", "isvalidated", "caseid"),
    *("system attachmentspresent", "system attachmentsexpected", "system status", "system reviewstate"),
    *("system edits", "system formversion", "system deletedat", "system attachments present", "odata context"),
    *("review quality", "review status", "review comments", "review corrections"),
    # LimeSurvey
    *("lastpage", "dernière page", "last page", "startlanguage", "langue de départ", "start language", "seed"),
    *("tête de série", "refurl", "url de référence", "referrer url", "interviewtime", "temps total", "total time"),
    *("emailstatus", "language", "langue", "blacklisted", "sent", "remindersent", "remindercount", "completed"),
    *("usesleft", "validfrom", "validuntil", "mpid"),
    # Google Forms, Microsoft Forms
    *("score", "total score", "total points", "nombre total de points", "quiz feedback", "commentaires sur le test"),
    # Sphinx
    *("temps_saisie", "origine_saisie", "lang_saisie", "appareil_saisie", "progression", "derniere_question_saisie"),
    # Qualtrics, SurveyMonkey, Typeform, EUSurvey, Framaforms
    *("progress", "duration in seconds", "finished", "distributionchannel", "distribution channel", "userlanguage"),
    *("user language", "response type", "q_recaptchascore", "collector id", "collecteur", "ending", "languages"),
    *("export date", "draft", "brouillon", "redcap survey identifier"),
)
"""What the tool says of the submission: never read."""
