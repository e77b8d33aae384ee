"""The byte tables of SPEC 3.2, 4.1, 4.3 and 5.1, read from the page. A refusal is raised with its code."""

import hashlib
import hmac
import json
import re
import struct

from .ed25519 import verify

MAX = 2**53 - 1
SPEAKER_ID = r"[A-Za-z0-9_-]{1,32}"
GROUP_ID = r"[A-Za-z0-9_-]{1,34}"
HEX16 = r"[0-9a-f]{16}"


class Refused(Exception):
    pass


def need(condition, code):
    if not condition:
        raise Refused(code)


def is_text(value, pattern):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_int(value, low, high):
    return type(value) is int and low <= value <= high


def u16(raw, at):
    return struct.unpack_from(">H", raw, at)[0]


def u32(raw, at):
    return struct.unpack_from(">I", raw, at)[0]


def u64(raw, at):
    return struct.unpack_from(">Q", raw, at)[0]


def hex16(raw, at):
    return "%016x" % u64(raw, at)


def sha256(raw):
    return hashlib.sha256(raw).digest()


def mac16(key, context, raw):
    return hmac.new(key, context.encode() + b"\0" + raw, hashlib.sha256).digest()[:16]


def signed_by(key, context, raw, signature):
    return verify(key, context.encode() + b"\0" + raw, signature)


def hkdf(secret, info):
    """RFC 5869: an empty salt is as many zero bytes as the hash is long; one block of output is enough."""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, info.encode() + b"\x01", hashlib.sha256).digest()


# SPEC 4.3: the rules that RFC 8259 does not have.


def strict_json(raw):
    def pairs(items):
        names = [name for name, _ in items]
        need(len(set(names)) == len(names), "bad-json")
        return dict(items)

    def integer(text):
        need(text != "-0" and abs(int(text[:20])) <= MAX, "bad-json")
        return int(text)

    def never(_):
        raise Refused("bad-json")

    def look(value, around):
        need(around <= 8, "bad-json")
        if isinstance(value, str):
            need("\0" not in value and not re.search("[\ud800-\udfff]", value), "bad-json")
        elif isinstance(value, dict):
            for name, member in value.items():
                look(name, around)
                look(member, around + 1)
        elif isinstance(value, list):
            for item in value:
                look(item, around + 1)

    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=never,
            parse_constant=never,
        )
    except (ValueError, RecursionError):
        raise Refused("bad-json")
    need(isinstance(value, dict), "bad-json")
    look(value, 0)
    return value


def parse_audio(raw):
    need(24 <= len(raw) <= 1400, "audio-length")
    need(raw[0] == 0xA1, "audio-version")
    flags = raw[1]
    sig, blk, eos, disc = flags & 1, flags & 2, flags & 8, flags & 16
    need(flags & ~(1 | 2 | 8 | 16) == 0, "audio-flags")
    need(raw[2] == 1 and raw[4] == 8, "audio-codec")
    need(raw[5] == 0, "audio-reserved")
    count = raw[3]
    need(count <= 6 and (count > 0 or eos), "audio-frames")
    end = len(raw) - 64 if sig else len(raw)
    at, frames, block = 24, [], []
    for _ in range(count):
        need(at + 2 <= end, "audio-length")
        length = u16(raw, at)
        need(length >= 1 and at + 2 + length <= end, "audio-length")
        frames.append(raw[at + 2 : at + 2 + length])
        at += 2 + length
    if blk:
        need(at < end and 2 <= raw[at] <= 4 and at + 1 + 16 * (raw[at] - 1) <= end, "audio-length")
        k = raw[at]
        block = [raw[at + 1 + 16 * i : at + 17 + 16 * i] for i in range(k - 1)]
        at += 1 + 16 * (k - 1)
    need(at == end, "audio-trailing")
    return {
        "keyId": u16(raw, 6),
        "broadcast": hex16(raw, 8),
        "sequence": u32(raw, 16),
        "mediaTime": u32(raw, 20),
        "frames": [frame.hex() for frame in frames],
        "eos": bool(eos),
        "disc": bool(disc),
        "block": [each.hex() for each in block],
        "signed": bool(sig),
    }


def audio_verifies(raw, key):
    return bool(raw[1] & 1) and signed_by(key, "pa-audio-v1", raw[:-64], raw[-64:])


ENVELOPE_TYPES = {1: "offer", 2: "stop", 3: "retime", 4: "update", 16: "cfg", 17: "lim", 18: "keys", 19: "bundle"}


def parse_envelope(raw):
    need(106 <= len(raw) <= 8296, "envelope-length")
    need(raw[0] == 0xC1, "envelope-version")
    need(raw[1] in ENVELOPE_TYPES, "envelope-type")
    need(u64(raw, 4) <= MAX and u64(raw, 12) <= MAX, "envelope-counter")
    ttl = u32(raw, 20)
    need(1 <= ttl <= 30000 if raw[1] < 16 else ttl == 0, "envelope-ttl")
    return {
        "type": ENVELOPE_TYPES[raw[1]],
        "kid": u16(raw, 2),
        "counter": u64(raw, 4),
        "notBeforeUtcMs": u64(raw, 12),
        "ttlMs": ttl,
        "targetHash": raw[24:40].hex(),
        "body": strict_json(raw[40:-64]),
    }


def envelope_verifies(raw, key):
    return signed_by(key, "pa-cmd-v1", raw[:-64], raw[-64:])


def scope_text(body):
    if body.get("speaker") is not None:
        return "d/" + body["speaker"]
    if body.get("group") is not None:
        return "g/" + body["group"]
    return "l/" + ",".join(sorted(body["speakers"], key=lambda text: text.encode()))


def target_hash(text):
    return sha256(b"pa-target-v1\0" + text.encode())[:16].hex()


def parse_clock_request(raw, key):
    need(len(raw) == 96, "clock-length")
    need(raw[0] == 0xD1 and raw[1] == 1, "clock-version")
    need(1 <= raw[2] <= 32, "clock-speaker")
    try:
        speaker = raw[4 : 4 + raw[2]].decode("ascii")
    except ValueError:
        raise Refused("clock-speaker")
    need(is_text(speaker, SPEAKER_ID), "clock-speaker")
    need(mac16(key, "pa-clock-v1", raw[:80]) == raw[80:], "bad-mac")
    need(raw[3] <= 2 and u64(raw, 44) <= MAX, "clock-range")
    sounding = [hex16(raw, 52 + 8 * i) for i in range(raw[3])]
    return {"speaker": speaker, "nonce": hex16(raw, 36), "t1Us": u64(raw, 44), "sounding": sounding}


def parse_clock_reply(raw, key):
    need(len(raw) == 96, "clock-length")
    need(raw[0] == 0xD2 and raw[1] == 1, "clock-version")
    need(mac16(key, "pa-clock-v1", raw[:80]) == raw[80:], "bad-mac")
    need(raw[3] == 0, "clock-reserved")
    need(all(u64(raw, at) <= MAX for at in (12, 20, 28, 44, 60)), "clock-range")
    return {
        "nonce": hex16(raw, 4),
        "t1Us": u64(raw, 12),
        "t2Us": u64(raw, 20),
        "t3Us": u64(raw, 28),
        "clockId": hex16(raw, 36),
        "utcMs": u64(raw, 44),
        "utcErrorMs": u32(raw, 52),
        "keyEpoch": u32(raw, 56),
        "cfgVersion": u64(raw, 60),
        "goOn": [bool(raw[2] & 1), bool(raw[2] & 2)],
        **({"unattended": True} if raw[68] & 1 else {}),
    }
