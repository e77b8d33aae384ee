"""SPEC 7, clause by clause."""

MARKS, QUEUE, HELD = 1024, 4, 8


def alert(claim):
    return claim["priority"] >= 80


def outranks(a, b):
    """7.2"""
    if a["priority"] != b["priority"]:
        return a["priority"] > b["priority"]
    if a["issued"] != b["issued"]:
        return a["issued"] > b["issued"] if a["priority"] >= 100 else a["issued"] < b["issued"]
    return a["broadcast"] < b["broadcast"]


def best(claims):
    return next(a for a in claims if all(a is b or outranks(a, b) for b in claims))


def worst(claims):
    return next(a for a in claims if all(a is b or outranks(b, a) for b in claims))


class Speaker:
    def __init__(self):
        self.held = []  # [claim, state]
        self.queued = []  # [claim, until]
        self.marks = {}  # broadcast: [until, priority]
        self.effects = []

    def say(self, kind, broadcast, **more):
        self.effects.append({"type": kind, "broadcast": broadcast, **more})

    def find(self, broadcast):
        return next((each[0] for each in self.held + self.queued if each[0]["broadcast"] == broadcast), None)

    def remove(self, broadcast):
        self.held = [each for each in self.held if each[0]["broadcast"] != broadcast]
        self.queued = [each for each in self.queued if each[0]["broadcast"] != broadcast]

    def end(self, claim, because, by):
        self.remove(claim["broadcast"])
        self.say("end", claim["broadcast"], because=because, by=by)

    def top(self):
        return next((claim for claim, state in self.held if state == "sounding"), None)

    def mark(self, broadcast, until, priority):
        old = self.marks.get(broadcast)
        if old is not None:
            self.marks[broadcast] = [max(old[0], until), max(old[1], priority)]
            return
        if len(self.marks) >= MARKS:
            lowest = min(each[0] for each in self.marks.values())
            del self.marks[next(name for name, each in self.marks.items() if each[0] == lowest)]
        self.marks[broadcast] = [until, priority]

    def step(self, given, limits, now):
        """7.3"""
        self.effects = []
        self.marks = {name: each for name, each in self.marks.items() if each[0] > now}
        for claim, until in list(self.queued):
            if until <= now:
                self.end(claim, "expired", "")
        answer = None
        if given["type"] == "stop":
            self.stop(given)
        elif given["type"] == "ended":
            self.remove(given["broadcast"])
        else:
            answer = self.offer(given["claim"], limits, now)
        self.settle(limits)
        self.bound()
        return answer, self.effects, min((until for _, until in self.queued), default=None)

    def stop(self, given):
        """7.4"""
        for broadcast in given["broadcasts"]:
            claim = self.find(broadcast)
            if claim is not None and claim["priority"] > given["priority"]:
                continue
            if claim is not None:
                self.end(claim, given["reason"], "")
            self.mark(broadcast, given["endsByUtcMs"], given["priority"])

    def offer(self, claim, limits, now):
        """7.6"""

        def said(answer, why="", holder=""):
            return {"answer": answer, "why": why, "holder": holder}

        me = claim["broadcast"]
        # 1
        if me in self.marks and self.marks[me][1] >= claim["priority"]:
            return said("denied", "already-stopped")
        for there, answer in ((self.held, "accept"), (self.queued, "queued")):
            if any(each["broadcast"] == me and each["priority"] >= claim["priority"] for each, _ in there):
                return said(answer)
        # 2
        if claim["priority"] > 100:
            return said("denied", "priority-over-limit")
        if claim["endsByUtcMs"] <= now:
            return said("denied", "expired")
        if not alert(claim) and limits["muted"]:
            return said("muted")
        never_at_night = claim["class"] in ("schedule", "music", "link", "page", "file")
        if not alert(claim) and limits["quiet"] and (never_at_night or claim["night"] == "no"):
            return said("quiet")
        # 3
        if self.find(me) is not None:
            self.end(self.find(me), "replaced", me)
        for old in claim["replaces"]:
            named = self.find(old)
            if old == me or (named is not None and named["priority"] > claim["priority"]):
                continue
            if named is not None:
                self.end(named, "replaced", me)
            self.mark(old, (named or claim)["endsByUtcMs"], claim["priority"])
        # 4
        top = self.top()
        if top is None or outranks(claim, top):
            self.held.append([claim, "sounding"])
            self.say("start", me, ducked=False)
            self.make_way(claim, limits)
            return said("accept")
        equal = claim["priority"] == top["priority"]

        def waits(until):
            if self.wait(claim, until):
                return said("queued", "", top["broadcast"])
            return said("busy" if equal else "outranked", "queue-full", top["broadcast"])

        # 5
        if alert(claim) and claim["priority"] < 100:
            return waits(claim["endsByUtcMs"])
        # 6
        alone = sum(1 for _, state in self.held if state != "suspended") == 1
        music = claim["class"] == "music"
        if claim["priority"] < top["priority"] and music and limits["mixed"] == 2 and not alert(top) and alone:
            self.held.append([claim, "ducked"])
            self.say("start", me, ducked=True)
            return said("accept")
        # 7
        if not alert(claim) and claim["waitMs"] > 0:
            return waits(now + claim["waitMs"])
        # 8
        return said("busy" if equal else "outranked", "", top["broadcast"])

    def make_way(self, n, limits):
        """7.7"""
        by = n["broadcast"]
        for each in list(self.held):
            claim, state = each
            if claim is n or state == "suspended":
                continue
            name = claim["broadcast"]
            if alert(claim):
                self.end(claim, "outranked", by)
                if claim["priority"] < 100:
                    self.wait(claim, claim["endsByUtcMs"])
            elif claim["priority"] == n["priority"]:
                self.end(claim, "busy", by)
            elif claim["class"] == "music" and not alert(n):
                if limits["mixed"] == 2 and state == "ducked":
                    continue
                another = any(other == "ducked" for _, other in self.held)
                each[1] = "ducked" if limits["mixed"] == 2 and not another else "suspended"
                self.say("duck" if each[1] == "ducked" else "suspend", name, by=by)
            elif claim["class"] not in ("talk", "page") and claim["resume"] != "none":
                each[1] = "suspended"
                self.say("suspend", name, by=by)
            else:
                self.end(claim, "outranked", by)

    def wait(self, claim, until):
        """7.8"""
        if len(self.queued) >= QUEUE:
            last = worst([each for each, _ in self.queued])
            if not outranks(claim, last):
                return False
            self.end(last, "outranked", claim["broadcast"])
        self.queued.append([claim, min(until, claim["endsByUtcMs"])])
        return True

    def settle(self, limits):
        """7.9"""
        if self.top() is None:
            everyone = [each[0] for each in self.held + self.queued]
            if not everyone:
                return
            chosen = best(everyone)
            name = chosen["broadcast"]
            if any(claim is chosen for claim, _ in self.queued):
                self.remove(name)
                self.held.append([chosen, "sounding"])
                self.say("start", name, ducked=False)
            else:
                next(each for each in self.held if each[0] is chosen)[1] = "sounding"
                self.say("rejoin", name, ducked=False)
        alone = sum(1 for _, state in self.held if state != "suspended") == 1
        music = [each for each in self.held if each[1] == "suspended" and each[0]["class"] == "music"]
        if limits["mixed"] == 2 and not alert(self.top()) and alone and music:
            music[0][1] = "ducked"
            self.say("rejoin", music[0][0]["broadcast"], ducked=True)

    def bound(self):
        """7.10"""
        while len(self.held) > HELD:
            quiet = [claim for claim, state in self.held if state != "sounding"]
            self.end(worst(quiet), "outranked", self.top()["broadcast"])
