"""Checks every vector of this folder with a second reading of SPEC.md: python3 check.py [arbitration file ...]

Standard library alone. Prints a line for each file and each disagreement; exits 1 when there is one.
"""

import json
import math
import pathlib
import re
import struct
import sys

from reading import bodies, wire
from reading.arbitration import Speaker
from reading.ed25519 import verify

HERE = pathlib.Path(__file__).parent


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def outcome(read):
    try:
        return {"accepted": read()}
    except wire.Refused as refusal:
        return {"refused": str(refusal)}


def expected(case):
    return {name: case[name] for name in ("accepted", "refused") if name in case}


def cases(list_, read, title="name"):
    for case in list_:
        found, wanted = outcome(lambda: read(case)), expected(case)
        yield case[title], found == wanted, found, wanted


def check_audio():
    file = load("audio.json")
    key = bytes.fromhex(file["streamKey"])

    def read(case):
        raw = bytes.fromhex(case["hex"])
        return {**wire.parse_audio(raw), "verifies": wire.audio_verifies(raw, key)}

    yield from cases(file["cases"], read)
    for block in file["blocks"]:
        closing = bytes.fromhex(block["closing"])
        hashes = wire.parse_audio(closing)["block"] if wire.audio_verifies(closing, key) else []
        found = [wire.sha256(bytes.fromhex(each))[:16].hex() in hashes for each in block["members"]]
        yield block["name"], found == block["authentic"], found, block["authentic"]


def check_envelope():
    file = load("envelope.json")
    keys = {int(kid): bytes.fromhex(key) for kid, key in file["keys"].items()}

    def read(case):
        raw = bytes.fromhex(case["hex"])
        envelope = wire.parse_envelope(raw)
        key = keys.get(envelope["kid"])
        return {**envelope, "verifies": key is not None and wire.envelope_verifies(raw, key)}

    yield from cases(file["cases"], read)


def check_target_hash():
    for case in load("target-hash.json")["cases"]:
        text = wire.scope_text(case)
        found, wanted = (text, wire.target_hash(text)), (case["text"], case["targetHash"])
        yield case["text"][:40], found == wanted, found, wanted


def check_admission():
    file = load("admission.json")
    root = bytes.fromhex(file["rootKey"])
    keys = bodies.admit_keys(root, bytes.fromhex(file["keySet"]), 0, 0)
    me = {**file, "epoch": keys["epoch"], "certificates": keys["certificates"]}
    raw = lambda case: bytes.fromhex(case["hex"])
    yield from cases(
        file["orders"],
        lambda case: bodies.admit_order(
            me,
            raw(case),
            case["nowUtcMs"],
            case.get("remembered", []),
            case.get("rememberedSha256"),
            case.get("bootedUtcMs"),
        ),
    )
    yield from cases(file["configs"], lambda case: bodies.admit_config(me, raw(case), case["storedVersion"]))
    yield from cases(
        file["keySets"],
        lambda case: bodies.admit_keys(root, raw(case), case["storedVersion"], case["storedEpoch"]),
    )


def check_upward():
    file = load("upward.json")
    pairwise, device = bytes.fromhex(file["pairwiseKey"]), bytes.fromhex(file["devicePublicKey"])
    yield from cases(file["cases"], lambda case: bodies.parse_upward(bytes.fromhex(case["hex"]), pairwise, device))
    for case in file["evidence"]:
        signed, signature = bytes.fromhex(case["signed"]), bytes.fromhex(case["signature"])
        found = wire.signed_by(device, "pa-receipt-v1", signed, signature)
        yield case["name"], found == case["genuine"], found, case["genuine"]


def check_clock():
    file = load("clock.json")
    key = bytes.fromhex(file["pairwiseKey"])
    yield from cases(file["requests"], lambda case: wire.parse_clock_request(bytes.fromhex(case["hex"]), key))
    yield from cases(file["replies"], lambda case: wire.parse_clock_reply(bytes.fromhex(case["hex"]), key))


def check_strict_json():
    for case in load("strict-json.json")["cases"]:
        raw = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
        found, wanted = outcome(lambda: wire.strict_json(raw)), expected(case)
        yield case.get("text", case.get("hex"))[:40], found == wanted, found, wanted


def check_topics():
    file = load("topics.json")
    me, groups = file["speaker"], file["groups"]
    own = lambda leaves: re.compile("pa/d/%s/(%s)" % (me, leaves))
    valid = re.compile(
        "pa/d/%s/(st|tm|ack|tq|cmd|cfg|lim|tr)|pa/g/%s/(cmd|a)|pa/b/%s/a|pa/keys"
        % (wire.SPEAKER_ID, wire.GROUP_ID, wire.HEX16)
    )
    for case in file["cases"]:
        topic = case["topic"]
        audio = re.fullmatch("pa/b/(%s)/a" % wire.HEX16, topic)
        named = (
            topic == "pa/keys"
            or own("cmd|cfg|lim|tr").fullmatch(topic) is not None
            or any(topic in ("pa/g/%s/cmd" % group, "pa/g/%s/a" % group) for group in groups)
        )
        found = {
            "topic": topic,
            "valid": valid.fullmatch(topic) is not None,
            "publish": own("st|tm|ack|tq").fullmatch(topic) is not None,
            "subscribe": named or (audio is not None and audio[1] in file["offered"]),
            "subscribeAnywhere": named or audio is not None or topic == "pa/b/+/a",
        }
        yield topic, found == case, found, case


def check_credentials():
    file = load("credentials.json")
    for case in file["derivations"]:
        secret = bytes.fromhex(case["deviceSecret"])
        found = [wire.hkdf(secret, info).hex() for info in ("pa-pair-v1", "pa-device-v1", "pa-mqtt-v1")]
        wanted = [case["pairwiseKey"], case["deviceSeed"], case["mqttPassword"]]
        yield "derivation", found == wanted, found, wanted

    def read(case):
        line = case["line"]
        refuse = lambda condition: wire.need(condition, "bad-credentials")
        refuse(isinstance(line, dict))
        refuse(wire.is_text(line.get("id"), wire.SPEAKER_ID))
        refuse(wire.is_text(line.get("mqttUrl"), "mqtts?://.*"))
        refuse(all(wire.is_text(line.get(name), "(?s:.+)") for name in ("user", "password")))
        refuse(all(wire.is_text(line.get(name), "[0-9a-fA-F]{64}") for name in ("deviceSecret", "rootKey")))
        names = ("id", "mqttUrl", "httpUrl", "clockUrl", "user", "password", "deviceSecret", "rootKey")
        found = {name: line.get(name, "") for name in names}
        return {**found, "caPem": line["caPem"]} if line.get("caPem") else found

    yield from cases(file["lines"], read)


def check_timeline():
    for case in load("timeline.json")["cases"]:
        exact = case["t0Us"] + (case["mediaTime"] - case["m0"]) * (10**9 + case["rPpb"]) / 48_000_000
        found = [exact, exact + case["delayUs"] + case["trimUs"]]
        wanted = [case["serverTimeUs"], case["playAtUs"]]
        yield case["name"], all(abs(a - b) <= 0.01 for a, b in zip(found, wanted)), found, wanted


NOTES = {
    "two-tone": [(659.255, 500), (523.251, 700)],
    "three-tone": [(523.251, 400), (659.255, 400), (783.991, 700)],
}


def chime(name, rate):
    out, start = [], 0
    for hz, ms in NOTES[name]:
        assert len(out) == math.floor(start * rate / 1000 + 0.5)
        for i in range(math.floor(ms * rate / 1000 + 0.5)):
            t = i / rate
            shape = min(1, t / 0.005, (ms / 1000 - t) / 0.02) * math.exp(-t / 0.35)
            phase = 2 * math.pi * hz * t
            s = 0.5 * shape * (math.sin(phase) + 0.3 * math.sin(2 * phase)) / 1.3
            single = struct.unpack("<f", struct.pack("<f", s))[0]
            out.append(math.floor(32767 * single + 0.5))
        start += ms
    return out


def check_chimes():
    for case in load("chimes.json")["cases"]:
        samples = chime(case["name"], case["rateHz"])
        middle = case["middleAt"]
        found = {
            "samples": len(samples),
            "first": samples[:32],
            "middle": samples[middle : middle + 32],
            "sha256": wire.sha256(struct.pack("<%dh" % len(samples), *samples)).hex(),
        }
        wanted = {name: case[name] for name in found}
        yield "%s at %d" % (case["name"], case["rateHz"]), found == wanted, found, wanted


def check_arbitration(path=HERE / "arbitration.json"):
    for scenario in json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["scenarios"]:
        speaker = Speaker()
        for number, step in enumerate(scenario["steps"]):
            answer, effects, wake = speaker.step(step["input"], step["limits"], step["nowUtcMs"])
            found = {
                "answer": answer,
                "effects": effects,
                "held": [{"broadcast": claim["broadcast"], "state": state} for claim, state in speaker.held],
                "queued": [{"broadcast": claim["broadcast"], "untilUtcMs": until} for claim, until in speaker.queued],
                "marks": {
                    name: {"untilUtcMs": until, "priority": priority}
                    for name, (until, priority) in speaker.marks.items()
                },
                "wakeAtUtcMs": wake,
            }
            wanted = {name: step[name] for name in found}
            yield "%s, step %d" % (scenario["name"], number), found == wanted, found, wanted


def check_clips():
    file = load("clips.json")
    pairwise = bytes.fromhex(file["pairwiseKey"])
    for case in file["macs"]:
        found = wire.mac16(pairwise, "pa-clip-v1", bytes.fromhex(case["sha256"])).hex()
        yield "mac", found == case["mac"], found, case["mac"]
    yield from cases(file["bundles"], lambda case: bodies.read_bundle(case["text"].encode()))
    for case in file["clips"]:
        packets = [bytes([16]) + bytes([n % 256]) * (size - 1) for n, size in enumerate(case["packetBytes"])]
        found = [each.hex() for each in bodies.clip_messages(case["broadcast"], packets)]
        heads = [each[: 2 * 24] for each in found]
        digest = wire.sha256(b"".join(bytes.fromhex(each) for each in found)).hex()
        yield case["name"], (heads, digest) == (case["heads"], case["audioHash"]), heads, case["heads"]


def check_quiet_hours():
    for case in load("quiet-hours.json")["cases"]:
        for at in case["at"]:
            found = bodies.is_quiet(case, at["utcMs"])
            yield "%s at %d" % (case["name"], at["utcMs"]), found == at["quiet"], found, at["quiet"]


CHECKS = [
    check_admission,
    check_arbitration,
    check_audio,
    check_chimes,
    check_clips,
    check_clock,
    check_credentials,
    check_envelope,
    check_quiet_hours,
    check_strict_json,
    check_target_hash,
    check_timeline,
    check_topics,
    check_upward,
]


def check_rfc8032():
    """The second test vector of RFC 8032 section 7.1: the verifier itself is checked before it judges."""
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    good = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    yield "genuine", verify(key, b"\x72", good), False, True
    yield "another message", not verify(key, b"\x73", good), True, False


def main(files):
    checks = [(path, lambda path=path: check_arbitration(path)) for path in files] or [
        (each.__name__[6:].replace("_", "-"), each) for each in [check_rfc8032, *CHECKS]
    ]
    wrong = 0
    for title, check in checks:
        count = 0
        for name, fits, found, wanted in check():
            count += 1
            if not fits:
                wrong += 1
                print("DISAGREES %s: %s\n  by SPEC.md %s\n  by vector  %s" % (title, name, found, wanted))
        print("%s: %d checked" % (title, count))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
