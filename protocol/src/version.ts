/** The protocol that `SPEC.md` describes. A speaker states it in `st`; nothing is offered that it has not stated. */
export const PROTOCOL_VERSION = 1;
