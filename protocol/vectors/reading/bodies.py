"""The member tables of SPEC 4.5-4.10 and 5.2-5.6, and who is obeyed: SPEC 6.1, 6.5, 6.6."""

import re

from .wire import (
    GROUP_ID,
    HEX16,
    MAX,
    SPEAKER_ID,
    Refused,
    envelope_verifies,
    hex16,
    is_int,
    is_text,
    mac16,
    need,
    parse_envelope,
    scope_text,
    sha256,
    signed_by,
    strict_json,
    target_hash,
    u16,
    u64,
)

REQUIRED = object()
U32 = 2**32 - 1
SYNC = ("none", "loose", "good")


def integer(low, high):
    return lambda value: is_int(value, low, high)


def text(pattern):
    return lambda value: is_text(value, pattern)


def one_of(*values):
    return lambda value: isinstance(value, str) and value in values


def many(most, pattern):
    return lambda value: isinstance(value, list) and len(value) <= most and all(is_text(each, pattern) for each in value)


def boolean(value):
    return type(value) is bool


def delays(value):
    return isinstance(value, dict) and all(is_int(value.get(name), 0, 10_000_000) for name in ("lan", "wan"))


HASH = text("[0-9a-f]{64}")
FILE = {"sha256": HASH, "bytes": integer(1, 2**26)}
CLIP = {**FILE, "frames": integer(1, 4_320_000)}


def shaped(table):
    """An object whose members are all required."""

    def fits(value):
        return isinstance(value, dict) and all(check(value.get(name)) for name, check in table.items())

    fits.only = tuple(table)
    return fits


HEX = text(HEX16)
ANY = integer(0, MAX)
TIMELINE = {"m0": (integer(0, 2**31 - 1), REQUIRED), "t0Us": (ANY, REQUIRED), "delayUs": (delays, REQUIRED)}
CLASSES = ("evacuation", "alert", "talk", "page", "link", "schedule", "file", "music")

ORDERS = {
    "offer": {
        "broadcast": (HEX, REQUIRED),
        "priority": (integer(0, 255), REQUIRED),
        "class": (one_of(*CLASSES), REQUIRED),
        "issued": (integer(1, MAX), REQUIRED),
        "replaces": (many(16, HEX16), []),
        **TIMELINE,
        "rPpb": (integer(-1_000_000, 1_000_000), 0),
        "clockId": (HEX, REQUIRED),
        "streamKid": (integer(1, 65535), REQUIRED),
        "topic": (text("pa/g/%s/a|pa/b/%s/a" % (GROUP_ID, HEX16)), REQUIRED),
        "startByUtcMs": (ANY, REQUIRED),
        "endsByUtcMs": (ANY, REQUIRED),
        "epoch": (ANY, REQUIRED),
        "cfgVersion": (ANY, 0),
        "gainDb": (integer(-60, 0), 0),
        "chime": (one_of("none", "two-tone", "three-tone"), "none"),
        "resume": (one_of("rejoin", "position", "none"), "none"),
        "waitMs": (integer(0, 3_600_000), 0),
        "night": (one_of("no", "yes", "wide"), "no"),
        "auth": (one_of("each", "block"), "each"),
        "clip": (shaped(CLIP), None),
    },
    "stop": {
        "broadcasts": (lambda value: many(64, HEX16)(value) and len(value) >= 1, REQUIRED),
        "priority": (integer(0, 100), REQUIRED),
        "reason": (one_of("stopped", "finished", "sender-lost", "replaced", "disabled"), REQUIRED),
        "endMediaTime": (integer(0, 2**31), None),
        "endsByUtcMs": (ANY, REQUIRED),
    },
    "retime": {
        "broadcast": (HEX, REQUIRED),
        "rev": (integer(1, 2**31), REQUIRED),
        **TIMELINE,
        "rPpb": (integer(-1_000_000, 1_000_000), REQUIRED),
    },
    "update": {
        "broadcast": (HEX, REQUIRED),
        "rev": (integer(1, 2**31), REQUIRED),
        "gainDb": (integer(-60, 0), 0),
        "endsByUtcMs": (ANY, REQUIRED),
    },
}

CERTIFICATE = {
    "kid": (integer(1, 65535), REQUIRED),
    "publicKey": (text("[0-9a-f]{64}"), REQUIRED),
    "use": (one_of("stream", "command", "emergency", "admin"), REQUIRED),
    "maxPriority": (integer(0, 100), REQUIRED),
    "notBeforeUtcMs": (ANY, REQUIRED),
    "expiresUtcMs": (ANY, REQUIRED),
}

def listed(most, table):
    """Objects whose members are all required integers: (low, high) each."""

    def fits(value):
        return (
            isinstance(value, list)
            and len(value) <= most
            and all(
                isinstance(each, dict) and all(is_int(each.get(name), *range_) for name, range_ in table.items())
                for each in value
            )
        )

    fits.keeps = tuple(table)
    return fits


CONFIG = {
    "speaker": (text(SPEAKER_ID), REQUIRED),
    "groups": (many(64, GROUP_ID), []),
    "levelDb": (integer(-60, 0), REQUIRED),
    "muted": (boolean, False),
    "delayClass": (one_of("lan", "wan"), REQUIRED),
    "trimUs": (integer(-50_000, 500_000), 0),
    "clockUrl": (text(r"|udp://[^\s/]{1,200}"), ""),
    "bundle": (shaped(FILE), None),
    "quietHours": (listed(8, {"fromMinute": (0, 1439), "toMinute": (0, 1439)}), None),
    "utcOffsets": (listed(16, {"fromUtcMs": (0, MAX), "minutes": (-1440, 1440)}), None),
}

COUNTS = {name: (integer(0, U32), REQUIRED) for name in ("played", "concealed", "late", "missing")}
ENDS = (
    "finished stopped sender-lost replaced outranked busy dead-stream expired disabled restarted factory-limit"
).split()

UPWARD = {
    1: (
        "ack",
        {
            "broadcast": (HEX, REQUIRED),
            "order": (ANY, REQUIRED),
            "answer": (one_of("accept", "queued", "busy", "muted", "quiet", "outranked", "denied"), REQUIRED),
            "why": (text("[a-z0-9-]{0,40}"), ""),
            "holder": (text("|" + HEX16), ""),
            "sync": (one_of(*SYNC), REQUIRED),
            "clip": (boolean, None),
        },
    ),
    2: (
        "report",
        {
            "broadcast": (HEX, REQUIRED),
            "lastSequence": (integer(0, U32), REQUIRED),
            "lastMediaTime": (integer(0, U32), REQUIRED),
            "marginUs": (integer(-(2**31), 2**31 - 1), None),
            **COUNTS,
        },
    ),
    3: (
        "receipt",
        {
            "broadcast": (HEX, REQUIRED),
            "firstSampleAtUs": (ANY, REQUIRED),
            "firstMediaTime": (integer(0, U32), REQUIRED),
            "endMediaTime": (integer(0, U32), REQUIRED),
            **COUNTS,
            "duckedBy": (text("|" + HEX16), ""),
            "endedBecause": (one_of(*ENDS), REQUIRED),
            "clockErrorUs": (ANY, REQUIRED),
            "sync": (one_of(*SYNC), REQUIRED),
            "audioHash": (HASH, REQUIRED),
            "clip": (boolean, None),
            "aloneAtUtcMs": (ANY, None),
        },
    ),
    4: (
        "status",
        {
            "online": (boolean, False),
            "protocol": (integer(1, 255), REQUIRED),
            "codecs": (many(8, "[a-z0-9-]{1,16}"), []),
            "maxFrames": (integer(1, 6), REQUIRED),
            "auth": (many(4, "[a-z]{1,8}"), []),
            "mixed": (integer(1, 2), REQUIRED),
            "outputDelayMs": (integer(0, 1000), REQUIRED),
            "wakeMs": (integer(0, 5000), REQUIRED),
            "verifyUs": (integer(0, 10_000_000), REQUIRED),
            "firmware": (text("[ -~]{0,64}"), REQUIRED),
            "cfgVersion": (ANY, REQUIRED),
            "keysVersion": (ANY, REQUIRED),
            "clipKiB": (integer(0, 2**31), None),
            "bundle": (HASH, None),
            "clipsMissing": (integer(0, 2**31), None),
        },
    ),
    5: (
        "telemetry",
        {
            "uptimeMs": (ANY, REQUIRED),
            "sync": (one_of(*SYNC), REQUIRED),
            "clockErrorUs": (ANY, REQUIRED),
            "sounding": (many(8, HEX16), []),
        },
    ),
}


def members(body, table, code):
    out = {}
    for name, (fits, absent) in table.items():
        value = body.get(name)
        if value is None:
            need(absent is not REQUIRED, code)
            if absent is not None:
                out[name] = absent
        else:
            need(fits(value), code)
            kept = getattr(fits, "keeps", None)
            if name == "delayUs":
                out[name] = {each: value[each] for each in ("lan", "wan")}
            elif getattr(fits, "only", None):
                out[name] = {each: value[each] for each in fits.only}
            elif kept:
                out[name] = [{each: item[each] for each in kept} for item in value]
            else:
                out[name] = value
    return out


def is_quiet(config, utc_ms):
    offsets = config.get("utcOffsets", [])
    begun = [each for each in offsets if each["fromUtcMs"] <= utc_ms] or offsets[:1]
    # The last of those that began, wherever it stands in the list.
    minute = (utc_ms // 60000 + (begun[-1]["minutes"] if begun else 0)) % 1440
    for each in config.get("quietHours", []):
        start, end = each["fromMinute"], each["toMinute"]
        if start <= minute < end if start < end else minute >= start or minute < end:
            return True
    return False


OCCURRENCE = {
    "broadcast": (HEX, REQUIRED),
    "atUtcMs": (ANY, REQUIRED),
    **{name: (check, REQUIRED) for name, check in CLIP.items()},
    "class": (one_of("schedule", "music"), REQUIRED),
    "priority": (integer(0, 79), REQUIRED),
    "issued": (integer(1, MAX), REQUIRED),
    "gainDb": (integer(-60, 0), 0),
    "chime": (one_of("none", "two-tone", "three-tone"), "none"),
    "groups": (many(64, GROUP_ID), []),
    "speakers": (many(4000, SPEAKER_ID), []),
}


def read_bundle(raw):
    need(len(raw) <= 2**20, "bad-document")
    try:
        body = strict_json(raw)
    except Refused:
        raise Refused("bad-document")
    listed_ = body.get("occurrences")
    need(isinstance(listed_, list) and len(listed_) <= 2000, "bad-document")
    need(all(isinstance(each, dict) for each in listed_), "bad-document")
    return {"occurrences": [members(each, OCCURRENCE, "bad-document") for each in listed_]}


def clip_messages(broadcast, packets):
    at, number, out = 0, 0, []
    while at < len(packets):
        taken, size = [], 24
        for packet in packets[at : at + 3]:
            size += 2 + len(packet)
            if taken and size > 1400 - 64:
                break
            taken.append(packet)
        flags = 8 if at + len(taken) == len(packets) else 0
        head = bytes([0xA1, flags, 1, len(taken), 8, 0, 0, 0]) + bytes.fromhex(broadcast)
        head += number.to_bytes(4, "big") + (960 * at).to_bytes(4, "big")
        out.append(head + b"".join(len(each).to_bytes(2, "big") + each for each in taken))
        at += len(taken)
        number += 1
    return out


def scope_of(body, code):
    if body.get("speaker") is not None:
        need(is_text(body["speaker"], SPEAKER_ID), code)
        return {"kind": "speaker", "speaker": body["speaker"]}
    if body.get("group") is not None:
        need(is_text(body["group"], GROUP_ID), code)
        return {"kind": "group", "group": body["group"]}
    need(many(400, SPEAKER_ID)(body.get("speakers")) and len(body["speakers"]) > 0, code)
    return {"kind": "list", "speakers": body["speakers"]}


def is_target(me, scope):
    if scope["kind"] == "speaker":
        return scope["speaker"] == me["speaker"]
    if scope["kind"] == "group":
        return scope["group"] in me["groups"]
    return me["speaker"] in scope["speakers"]


def certificate_of(me, kid):
    found = [each for each in me["certificates"] if each["kid"] == kid]
    need(found, "unknown-key")
    return found[0]


def admit_order(me, raw, now, remembered, remembered_sha256, booted):
    envelope = parse_envelope(raw)
    need(raw[1] < 16, "envelope-type")
    need(now is not None, "utc-untrusted")
    need(now >= envelope["notBeforeUtcMs"], "not-yet-valid")
    need(now <= envelope["notBeforeUtcMs"] + envelope["ttlMs"], "expired")
    need(booted is None or envelope["notBeforeUtcMs"] + 3000 >= booted, "before-boot")
    if "%d:%d" % (envelope["kid"], envelope["counter"]) in remembered:
        need(remembered_sha256 in (None, sha256(raw).hex()), "counter-reused")
        raise Refused("replayed")
    key = certificate_of(me, envelope["kid"])
    need(key["use"] in ("command", "emergency"), "key-use")
    need(key["notBeforeUtcMs"] <= now <= key["expiresUtcMs"], "key-expired")
    need(envelope_verifies(raw, bytes.fromhex(key["publicKey"])), "bad-signature")
    body = envelope["body"]
    scope = scope_of(body, "bad-order")
    order = {"type": envelope["type"], "scope": scope, **members(body, ORDERS[envelope["type"]], "bad-order")}
    need(target_hash(scope_text(body)) == envelope["targetHash"] and is_target(me, scope), "not-target")
    if envelope["type"] in ("offer", "stop"):
        need(order["priority"] <= key["maxPriority"], "priority-over-key")
    if envelope["type"] == "offer":
        need(order["epoch"] >= me["epoch"], "old-epoch")
        need(order["issued"] <= envelope["counter"], "issued-mismatch")
        need(scope["kind"] != "group" or order["cfgVersion"] <= me["cfgVersion"], "stale-config")
    return {"order": order, "authority": key["maxPriority"]}


def admit_keys(root_key, raw, stored_version, stored_epoch):
    envelope = parse_envelope(raw)
    need(envelope["type"] == "keys", "envelope-type")
    need(envelope["kid"] == 0, "key-use")
    need(envelope_verifies(raw, root_key), "bad-signature")
    need(envelope["targetHash"] == target_hash("g/all"), "not-target")
    need(envelope["counter"] >= stored_version, "version-rollback")
    body = envelope["body"]
    need(is_int(body.get("epoch"), 0, MAX), "bad-document")
    listed = body.get("certificates")
    need(isinstance(listed, list) and len(listed) <= 16, "bad-document")
    need(all(isinstance(each, dict) for each in listed), "bad-document")
    certificates = [members(each, CERTIFICATE, "bad-document") for each in listed]
    need(body["epoch"] >= stored_epoch, "old-epoch")
    return {"version": envelope["counter"], "epoch": body["epoch"], "certificates": certificates}


def admit_config(me, raw, stored_version):
    envelope = parse_envelope(raw)
    need(envelope["type"] == "cfg", "envelope-type")
    key = certificate_of(me, envelope["kid"])
    need(key["use"] == "command", "key-use")
    need(envelope_verifies(raw, bytes.fromhex(key["publicKey"])), "bad-signature")
    need(envelope["targetHash"] == target_hash("d/" + me["speaker"]), "not-target")
    need(envelope["counter"] >= stored_version, "version-rollback")
    config = members(envelope["body"], CONFIG, "bad-document")
    need(config["speaker"] == me["speaker"], "not-target")
    return {"version": envelope["counter"], "config": config}


def parse_upward(raw, pairwise_key, device_key):
    need(len(raw) >= 38, "upward-length")
    need(raw[0] == 0xC2, "upward-version")
    need(raw[1] in UPWARD, "upward-type")
    kind, table = UPWARD[raw[1]]
    json_end = 20 + u16(raw, 2)
    mac_at = json_end + (64 if kind == "receipt" else 0)
    need(u16(raw, 2) <= 8192 and len(raw) == mac_at + 16, "upward-length")
    need(mac16(pairwise_key, "pa-up-v1", raw[:mac_at]) == raw[mac_at:], "bad-mac")
    if kind == "receipt":
        need(signed_by(device_key, "pa-receipt-v1", raw[:json_end], raw[json_end:mac_at]), "bad-signature")
    need(u64(raw, 12) <= MAX, "upward-counter")
    body = strict_json(raw[20:json_end])
    message = {"type": kind, **members(body, table, "bad-message")}
    if kind == "telemetry":
        refused = body.get("refused")
        counted = refused.items() if isinstance(refused, dict) else []
        message["refused"] = {
            code: count
            for code, count in list(counted)[:32]
            if re.fullmatch("[a-z0-9-]{0,40}", code) and is_int(count, 0, MAX)
        }
    return {"bootId": hex16(raw, 4), "counter": u64(raw, 12), "message": message}


__all__ = ["Refused", "admit_config", "admit_keys", "admit_order", "clip_messages", "is_quiet", "parse_upward", "read_bundle"]
