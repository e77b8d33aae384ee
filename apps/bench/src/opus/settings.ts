/** The settings that are compared; the first one is what a talk uses. */
export interface OpusSetting {
  readonly name: string;
  readonly bitrate: number;
  readonly complexity: number;
  readonly fec: boolean;
  /** Frames that travel, and get lost, together. */
  readonly framesPerMessage: number;
  readonly lossPercent: number;
}

const USED = { bitrate: 24_000, complexity: 8, fec: false, framesPerMessage: 1, lossPercent: 0 };

const setting = (patch: Partial<typeof USED>): OpusSetting => {
  const of = { ...USED, ...patch };
  const parts = [
    `${of.bitrate / 1000} kbit/s`,
    `complexity ${of.complexity}`,
    ...(of.fec ? ["FEC"] : []),
    ...(of.framesPerMessage > 1 ? [`${of.framesPerMessage} frames a message`] : []),
    ...(of.lossPercent > 0 ? [`${of.lossPercent} % lost`] : []),
  ];
  return { ...of, name: parts.join(", ") };
};

export const SETTINGS: readonly OpusSetting[] = [
  setting({}),
  ...[8_000, 12_000, 16_000, 32_000, 48_000].map((bitrate) => setting({ bitrate })),
  ...[0, 5, 10].map((complexity) => setting({ complexity })),
  setting({ lossPercent: 5 }),
  setting({ lossPercent: 5, fec: true }),
  setting({ lossPercent: 5, fec: true, bitrate: 32_000 }),
  ...[3, 6].map((framesPerMessage) => setting({ lossPercent: 5, framesPerMessage })),
];
