#!/usr/bin/env python3
"""Looks at the vendor doubles of deploy/quickstart and says what has arrived.

look.py start CONTROL FILE                 keep the records as they are before anything happens
look.py arrived CONTROL FILE SCORE [PHONE] exit 0 when the score (and the phone) are where they belong
look.py untouched CONTROL FILE             exit 0 when no owner changed and nobody else's record did
look.py told CONTROL WHO TEXT              exit 0 when a message to WHO in Slack speaks of TEXT
look.py notices CONTROL WHO...             prints what they were told; exit 0 when nothing was told twice
look.py quiet CONTROL                      "WRITES IDLE": how many writing calls the vendors saw, and whether webhooks wait
look.py balanced < books.json              exit 0 when every book balances; prints the totals
"""
import json
import sys
import urllib.request

ANN = "ann@example.com"


def fetch(control, path):
    with urllib.request.urlopen(f"{control}/_control/{path}", timeout=10) as answer:
        return json.load(answer)


def leads(state):
    return {lead["Email"]: lead for lead in state["salesforce"]["leads"]}


def contacts(state):
    return {one["properties"]["email"]: one["properties"] for one in state["hubspot"]["contacts"] if not one["archived"]}


def number(value):
    return None if value in (None, "") else float(value)


def arrived(state, score, phone):
    lead, contact = leads(state).get(ANN, {}), contacts(state).get(ANN, {})
    missing = []
    if number(lead.get("Lead_Score__c")) != score:
        missing.append(f"Salesforce: Lead_Score__c is {lead.get('Lead_Score__c')}, expected {score:g}")
    if number(contact.get("crosswalk_lead_score")) != score:
        missing.append(f"HubSpot: crosswalk_lead_score is {contact.get('crosswalk_lead_score')}, expected {score:g}")
    if phone and lead.get("Phone") != phone:
        missing.append(f"Salesforce: Phone is {lead.get('Phone')}, expected {phone}")
    return missing


def untouched(before, now):
    wrong = []
    old, new = leads(before), leads(now)
    if len(before["salesforce"]["leads"]) != len(now["salesforce"]["leads"]):
        wrong.append("Salesforce: the number of leads changed; somebody was created twice")
    if len(before["hubspot"]["contacts"]) != len(now["hubspot"]["contacts"]):
        wrong.append("HubSpot: the number of contacts changed; somebody was created twice")
    for email, lead in new.items():
        if lead["OwnerId"] != old.get(email, {}).get("OwnerId"):
            wrong.append(f"Salesforce: the owner of {email} changed")
        if email != ANN and lead.get("Lead_Score__c") is not None:
            wrong.append(f"Salesforce: {email} got a score that is not theirs")
    for email, contact in contacts(now).items():
        if email != ANN and contact.get("crosswalk_lead_score"):
            wrong.append(f"HubSpot: {email} got a score that is not theirs")
    for vendor in ("salesforce", "hubspot", "activecampaign"):
        for call in now[vendor]["unplanned"]:
            wrong.append(f"{vendor}: a call the vendor does not know: {call}")
    return wrong


BOOKS = {
    "deliveries": ["decoded", "duplicate", "undecodable", "waiting"],
    "changes": ["applied", "duplicate", "echo", "superseded", "irrelevant", "parked", "waiting"],
    "writes": ["applied", "merged", "withdrawn", "parked", "in_flight", "waiting"],
    "notices": ["sent", "delivered", "failed", "withdrawn", "waiting"],
}


def unbalanced(books):
    wrong = []
    for connection, three in books["connections"].items():
        for book, words in BOOKS.items():
            rows = three.get(book, {"total": 0})
            if rows["total"] != sum(rows.get(word, 0) for word in words):
                wrong.append(f"{connection}: {book} do not balance: {json.dumps(rows)}")
            for word in ("waiting", "in_flight"):
                if rows.get(word, 0):
                    wrong.append(f"{connection}: {rows[word]} {book} are still {word.replace('_', ' ')}")
    return wrong


def subjects(control, who):
    told = fetch(control, "state")["slack"]["messages"]
    return [one["said"]["blocks"][0]["text"]["text"] for one in told if one["channel"] == who]


def notices(control, people):
    twice = []
    for who in people:
        lines = subjects(control, who)
        for line in lines:
            print(f"     to {who}: {line}")
        twice += [f"{who} was told twice: {line}" for line in set(lines) if lines.count(line) > 1]
    return say(twice)


def say(lines):
    for line in lines:
        print("  " + line)
    return 1 if lines else 0


def main(arguments):
    command, rest = arguments[0], arguments[1:]
    if command == "start":
        with open(rest[1], "w", encoding="utf-8") as file:
            json.dump(fetch(rest[0], "state"), file)
        return 0
    if command == "arrived":
        return say(arrived(fetch(rest[0], "state"), float(rest[2]), rest[3] if len(rest) > 3 else None))
    if command == "untouched":
        with open(rest[1], encoding="utf-8") as file:
            return say(untouched(json.load(file), fetch(rest[0], "state")))
    if command == "told":
        lines = subjects(rest[0], rest[1])
        return 0 if any(rest[2] in line for line in lines) else say([f"Slack: {rest[1]} was told {lines}"])
    if command == "notices":
        return notices(rest[0], rest[1:])
    if command == "quiet":
        writes = fetch(rest[0], "writes")
        print(writes["salesforce"] + writes["hubspot"] + writes["activecampaign"], str(writes["idle"]).lower())
        return 0
    if command == "balanced":
        books = json.load(sys.stdin)
        wrong = unbalanced(books)
        for connection, three in books["connections"].items():
            totals = ", ".join(f"{three[book]['total']} {book}" for book in BOOKS if three.get(book, {}).get("total"))
            print(f"  {connection}: {totals}")
        return say(wrong)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["help"]))
