import type { Claim } from "../arbitration";
import { claim, ended, offer, randomSteps, type Step, scenario, stop } from "./scenario.test-support";
import { NOW_MS } from "./test-keys.test-support";

const talk = (name: string, priority = 60, over: Partial<Claim> = {}) => claim(name, { priority, ...over });
const music = (name: string, over: Partial<Claim> = {}) =>
  claim(name, { priority: 10, class: "music", resume: "rejoin", ...over });
const programme = (name: string, over: Partial<Claim> = {}) =>
  claim(name, { priority: 40, class: "schedule", resume: "rejoin", ...over });
const link = (name: string, over: Partial<Claim> = {}) =>
  claim(name, { priority: 45, class: "link", ...over });
const alert = (name: string, priority = 80, over: Partial<Claim> = {}) =>
  claim(name, { priority, class: "alert", ...over });
const evacuation = (name: string, over: Partial<Claim> = {}) =>
  claim(name, { priority: 100, class: "evacuation", ...over });
const later = (at: number, input: ReturnType<typeof offer>): Step => ({ at, input });

/** Rising programmes: each suspends the one before. */
const tower = (count: number) =>
  Array.from({ length: count }, (_, i) => offer(programme((i + 1).toString(16), { priority: 20 + i })));

function told(): object[] {
  return [
    scenario("an offer to a silent speaker", "7.6.4", [offer(talk("1"))]),
    scenario("a re-offer of what is held changes nothing", "7.6.1", [offer(talk("1")), offer(talk("1", 50))]),
    scenario("an id taken with less authority does not hold up an evacuation", "7.6.3", [
      offer(alert("1", 90)),
      offer(talk("2", 10, { waitMs: 60_000 })),
      offer(evacuation("2")),
      offer(evacuation("1")),
    ]),
    scenario("a re-offer of what is queued changes nothing", "7.6.1", [
      offer(talk("1")),
      offer(talk("2", 60, { waitMs: 5000 })),
      later(1000, offer(talk("2", 60, { waitMs: 9000 }))),
    ]),
    scenario("a stopped broadcast stays stopped until its mark lapses", "7.4 7.6.1", [
      offer(talk("1")),
      stop(["1"], 60, 30_000),
      offer(talk("1")),
      later(29_999, offer(talk("1"))),
      later(30_000, offer(talk("1"))),
    ]),
    scenario("a stop that comes before its offer", "7.4 7.6.1", [stop(["1"], 60), offer(talk("1"))]),
    scenario("a stop of a lower authority that comes first does not forbid an evacuation", "7.4 7.6.1", [
      stop(["1"], 60),
      offer(evacuation("1")),
      stop(["1"], 60),
      stop(["1"], 100),
      offer(evacuation("1")),
    ]),
    scenario("a stop ends only what is at most as high", "7.4", [
      offer(talk("1", 68)),
      stop(["1"], 60),
      stop(["1"], 68),
    ]),
    scenario("a stop names several, known and unknown", "7.4", [
      offer(talk("1")),
      offer(talk("2", 50, { waitMs: 9000 })),
      stop(["2", "f", "1"]),
    ]),
    scenario("marks keep the later end and the higher authority", "7.4", [
      stop(["1"], 100, 10_000),
      stop(["1"], 0, 20_000),
      stop(["1"], 50, 5000),
    ]),
    scenario("over 100 is denied", "7.6.2", [offer(talk("1", 101)), offer(talk("2", 255))]),
    scenario("an offer that is over already", "7.6.2", [offer(talk("1", 60, { endsByUtcMs: NOW_MS }))]),
    scenario(
      "muted refuses below 80 and nothing above",
      "7.6.2",
      [offer(talk("1", 79)), offer(alert("2")), offer(evacuation("3"))],
      {
        muted: true,
      },
    ),
    scenario(
      "quiet hours refuse programmes, music, links, pages and files whatever night says",
      "7.6.2",
      [
        offer(programme("1", { night: "wide" })),
        offer(music("2", { night: "yes" })),
        offer(link("3", { night: "yes" })),
        offer(claim("4", { priority: 50, class: "page", night: "yes" })),
        offer(claim("5", { class: "file", night: "wide" })),
        offer(talk("6")),
        offer(talk("7", 60, { night: "yes" })),
        offer(talk("8", 64, { night: "wide" })),
        offer(alert("9")),
      ],
      { quiet: true },
    ),
    scenario("a refused offer replaces nothing", "7.6.2 7.6.3", [
      offer(talk("1")),
      offer(talk("2", 101, { replaces: ["0000000000000001"] })),
      { at: 0, input: offer(talk("3", 60, { replaces: ["0000000000000001"] })), limits: { muted: true } },
    ]),
    scenario("an update takes the place of the old one and never meets busy", "7.6.3", [
      offer(talk("1")),
      offer(talk("2", 60, { replaces: ["0000000000000001"] })),
      offer(talk("1")),
    ]),
    scenario("an alert replaced in the queue", "7.6.3", [
      offer(alert("1", 90)),
      offer(alert("2")),
      offer(alert("3", 80, { replaces: ["0000000000000002"] })),
    ]),
    scenario("what is replaced is over, though its successor is outranked", "7.6.3 7.6.8", [
      offer(programme("1")),
      offer(talk("2")),
      offer(programme("3", { replaces: ["0000000000000001"] })),
    ]),
    scenario("nothing replaces what is higher, nor itself", "7.6.3", [
      offer(alert("1")),
      offer(talk("2", 60, { replaces: ["0000000000000001", "0000000000000002"], waitMs: 5000 })),
      stop(["1"]),
      offer(talk("2")),
    ]),
    scenario("a replaced unknown one never starts for that authority", "7.6.3", [
      offer(talk("2", 60, { replaces: ["0000000000000001"] })),
      stop(["2"]),
      offer(talk("1")),
      offer(alert("1")),
    ]),
    scenario("a higher talk ends a lower live one", "7.7", [offer(talk("1")), offer(talk("2", 64))]),
    scenario("a talk suspends a programme, which is rejoined", "7.7 7.9", [
      offer(programme("1")),
      offer(talk("2")),
      ended("2"),
    ]),
    scenario("a programme that must not resume is ended", "7.7", [
      offer(programme("1", { resume: "none" })),
      offer(talk("2")),
    ]),
    scenario("resume position counts as rejoin", "7.7", [
      offer(programme("1", { resume: "position" })),
      offer(talk("2")),
      ended("2"),
    ]),
    scenario("a camera link is ended by a talk", "7.7", [offer(link("1")), offer(talk("2"))]),
    scenario("a talk ducks music, which comes back", "7.7 7.9", [
      offer(music("1")),
      offer(talk("2")),
      ended("2"),
    ]),
    scenario("music is ducked even with resume none", "7.7", [
      offer(music("1", { resume: "none" })),
      offer(talk("2")),
    ]),
    scenario(
      "with one stream music is suspended, whatever its resume, and comes back",
      "7.7 7.9",
      [offer(music("1", { resume: "none" })), offer(talk("2")), ended("2")],
      { mixed: 1 },
    ),
    scenario("with one stream lower music is outranked", "7.6.8", [offer(talk("1")), offer(music("2"))], {
      mixed: 1,
    }),
    scenario("lower music joins ducked", "7.6.6", [offer(talk("1")), offer(music("2")), ended("1")]),
    scenario("a second lower music does not", "7.6.8", [
      offer(talk("1")),
      offer(music("2")),
      offer(music("3", { priority: 11 })),
    ]),
    scenario("lower music does not join an alert", "7.6.8", [offer(alert("1")), offer(music("2"))]),
    scenario("music over ducked music: the better one is suspended, the ducked one stays", "7.7", [
      offer(music("1")),
      offer(music("2", { priority: 20 })),
      offer(talk("3")),
      ended("3"),
    ]),
    scenario("an alert cuts all below: music and programmes suspended, a talk ended", "7.7", [
      offer(music("1")),
      offer(programme("2")),
      offer(talk("3")),
      offer(alert("4")),
      ended("4"),
    ]),
    scenario("an alert ends music that must not resume", "7.7", [
      offer(music("1", { resume: "none" })),
      offer(alert("2")),
    ]),
    scenario("after an alert music joins the rejoined programme ducked", "7.9", [
      offer(music("1")),
      offer(alert("2")),
      offer(programme("3", { waitMs: 60_000 })),
      ended("2"),
    ]),
    scenario("of equals the first issued keeps", "7.6.8", [offer(talk("1")), offer(talk("2"))]),
    scenario("of equals the first issued wins, though it comes last", "7.2 7.7", [
      offer(talk("2")),
      offer(talk("1")),
    ]),
    scenario("of equals issued together the lower id wins", "7.2", [
      offer(talk("2", 60, { issued: 9 })),
      offer(talk("1", 60, { issued: 9 })),
      offer(talk("3", 60, { issued: 9 })),
    ]),
    scenario("an equal one waits where it may", "7.6.7", [
      offer(talk("1")),
      offer(talk("2", 60, { waitMs: 5000 })),
      later(3000, ended("1")),
    ]),
    scenario("a lower one waits where it may", "7.6.7", [
      offer(talk("1")),
      offer(programme("2", { waitMs: 5000 })),
      later(4999, ended("1")),
    ]),
    scenario("who waited too long is told so", "7.3", [
      offer(talk("1")),
      offer(programme("2", { waitMs: 5000 })),
      later(5000, ended("")),
    ]),
    scenario("nobody waits beyond its own end", "7.8", [
      offer(talk("1")),
      offer(programme("2", { waitMs: 9000, endsByUtcMs: NOW_MS + 4000 })),
    ]),
    scenario("a lapsed one leaves its place in the queue at once", "7.3 7.8", [
      offer(talk("1")),
      ...["2", "3", "4", "5"].map((name) => offer(programme(name, { waitMs: 5000 }))),
      offer(programme("6", { waitMs: 5000 })),
      later(5000, offer(programme("6", { waitMs: 5000 }))),
    ]),
    scenario("a lapsed one is offered anew", "7.3", [
      offer(talk("1")),
      offer(programme("2", { waitMs: 1000 })),
      later(1000, offer(programme("2", { waitMs: 1000 }))),
    ]),
    scenario("alerts queue in the order of their issue", "7.6.5", [
      offer(alert("2")),
      offer(alert("4")),
      offer(alert("3")),
      offer(alert("1")),
      ended("1"),
      ended("2"),
      ended("3"),
      ended("4"),
    ]),
    scenario("a higher alert cuts a lower one, which starts again", "7.7", [
      offer(alert("1")),
      offer(alert("2", 85)),
      ended("2"),
    ]),
    scenario("a lower alert waits until its end", "7.6.5", [
      offer(alert("1", 90)),
      offer(alert("2")),
      later(600_000, ended("1")),
    ]),
    scenario("at 100 the newest wins and the older is over", "7.2 7.7", [
      offer(evacuation("1")),
      offer(evacuation("2")),
      ended("2"),
    ]),
    scenario("at 100 an older one is busy, wait or not", "7.6.8", [
      offer(evacuation("2")),
      offer(evacuation("1", { waitMs: 9000 })),
    ]),
    scenario("an evacuation cuts an alert, which waits", "7.7", [
      offer(alert("1")),
      offer(evacuation("2")),
      offer(alert("3")),
      ended("2"),
      ended("1"),
    ]),
    scenario("the queue is full: the lowest waits no longer", "7.8", [
      offer(alert("1", 99)),
      ...["5", "6", "7", "8"].map((name) => offer(alert(name))),
      offer(alert("9")),
      offer(alert("4")),
      offer(programme("a", { waitMs: 5000 })),
    ]),
    scenario("an alert takes the place of a programme in a full queue", "7.8", [
      offer(alert("1", 90)),
      ...["2", "3", "4", "5"].map((name) => offer(programme(name, { waitMs: 9000 }))),
      offer(alert("6")),
    ]),
    scenario("alerts cut one after the other fill the queue and no more", "7.7 7.8", [
      ...Array.from({ length: 7 }, (_, i) => offer(alert((i + 1).toString(16), 80 + i))),
      ended("7"),
    ]),
    scenario("eight are held; the lowest goes for the ninth", "7.10", [
      ...tower(8),
      offer(programme("9", { priority: 39 })),
    ]),
    scenario("a tower of suspended programmes comes down in order", "7.9", [
      ...tower(4),
      ended("4"),
      ended("2"),
      ended("3"),
      ended("1"),
    ]),
    scenario("what ends in the background is gone without an effect", "7.5", [
      offer(programme("1")),
      offer(talk("2")),
      ended("1"),
      ended("2"),
    ]),
    scenario("the end of the unknown changes nothing", "7.5", [offer(talk("1")), ended("f"), ended("")]),
    scenario("a stop frees the floor for the best that waits", "7.4 7.9", [
      offer(talk("1", 64)),
      offer(programme("2", { waitMs: 9000 })),
      offer(talk("3", 60, { waitMs: 9000 })),
      stop(["1"]),
    ]),
    scenario("who waits and who is suspended are ranked together", "7.9", [
      offer(programme("1")),
      offer(talk("2", 64)),
      offer(talk("3", 30, { waitMs: 9000 })),
      ended("2"),
      ended("1"),
    ]),
  ];
}

/** arbitration.json: SPEC 7. */
export function arbitrationVectors(): object {
  const random = [1, 2, 3, 4, 5, 6].map((seed) =>
    scenario(`random story ${seed}`, "7", randomSteps(seed, 40)),
  );
  return {
    about:
      "SPEC 7. Each scenario starts from an empty state. After each step: answer (null for stop and ended), effects in order, and the state: held in order, queued in order, marks, wakeAt (null: none).",
    scenarios: [...told(), ...random],
  };
}
