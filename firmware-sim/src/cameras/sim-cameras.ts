import { createHmac, randomBytes } from "node:crypto";
import { type Scenario, type Scene, sceneAt } from "./scene";
import { scenePicture } from "./scene-picture";

/** Where events are sent, as a platform sends them (docs/cameras.md: Standard Webhooks). */
export interface Platform {
  readonly url: string;
  /** As it was shown: `whsec_` and base64. */
  readonly key: string;
}

export interface SceneStart {
  readonly camera: string;
  readonly scenario: Scenario;
  /** Those whose words are heard at the spot. */
  readonly speakers: readonly string[];
}

interface Running {
  scene: Scene;
  readonly speakers: readonly string[];
  readonly event: string;
  ended: boolean;
}

interface SimCamerasParts {
  /** What a speaker sounds now, by broadcast. */
  sounding(speaker: string): readonly string[];
  nowMs(): number;
  /** What could not be told. */
  trouble(detail: string): void;
}

const KINDS: Readonly<
  Record<Scenario, { readonly kind: string; readonly object: string; readonly zone: string }>
> = {
  "bicycle-thief": { kind: "loitering", object: "person", zone: "自行车棚" },
  "illegal-parking": { kind: "illegal-parking", object: "car", zone: "消防通道" },
  "help-point": { kind: "help-call", object: "person", zone: "求助柱" },
  gathering: { kind: "gathering", object: "person", zone: "广场" },
};
const LISTEN_MS = 100;
const SEND_MS = 5_000;

/** Cameras without hardware: each has a picture that moves; a scene hears the speakers around it, and is reported. */
export class SimCameras {
  private readonly parts: SimCamerasParts;
  private readonly scenes = new Map<string, Running>();
  private platform: Platform | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: SimCamerasParts) {
    this.parts = parts;
  }

  reportTo(platform: Platform): void {
    this.platform = platform;
  }

  picture(camera: string): Uint8Array {
    return scenePicture(this.scenes.get(camera)?.scene, this.parts.nowMs());
  }

  /** Begins a scene, in the place of one that runs there, and reports it. Answers what the controller said of the event. */
  async start({ camera, scenario, speakers }: SceneStart): Promise<unknown> {
    const event = `${scenario}-${randomBytes(4).toString("hex")}`;
    const scene: Scene = { scenario, beganMs: this.parts.nowMs(), heardMs: null };
    this.scenes.set(camera, { scene, speakers, event, ended: false });
    this.timer ??= setInterval(() => this.listen(), LISTEN_MS);
    return this.report(camera, scenario, event, "start");
  }

  /** How each scene goes. */
  states(): readonly { readonly camera: string; readonly scenario: Scenario; readonly ending: string }[] {
    return [...this.scenes].map(([camera, { scene }]) => ({
      ...{ camera, scenario: scene.scenario },
      ending: sceneAt(scene, this.parts.nowMs()).ending,
    }));
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private listen(): void {
    for (const [camera, running] of this.scenes) {
      const { scene, speakers, event, ended } = running;
      if (scene.heardMs === null && speakers.some((id) => this.parts.sounding(id).length > 0))
        running.scene = { ...scene, heardMs: this.parts.nowMs() };
      if (ended || sceneAt(running.scene, this.parts.nowMs()).ending === "happening") continue;
      running.ended = true;
      void this.report(camera, scene.scenario, event, "end");
    }
  }

  private async report(
    camera: string,
    scenario: Scenario,
    event: string,
    state: "start" | "end",
  ): Promise<unknown> {
    const { platform } = this;
    if (platform === undefined) return null;
    const body = JSON.stringify({
      ...{ id: event, camera, state, ...KINDS[scenario], score: 0.87, at: new Date().toISOString() },
    });
    const id = `msg_${randomBytes(8).toString("hex")}`;
    const at = Math.floor(Date.now() / 1_000);
    const key = Buffer.from(platform.key.replace(/^whsec_/, ""), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
    try {
      const answer = await fetch(platform.url, {
        ...{ method: "POST", body, signal: AbortSignal.timeout(SEND_MS) },
        headers: {
          ...{ "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at) },
          "webhook-signature": `v1,${signature}`,
        },
      });
      const told: unknown = await answer.json();
      if (!answer.ok) this.parts.trouble(`the event of ${camera} was refused: ${JSON.stringify(told)}`);
      return told;
    } catch (error) {
      this.parts.trouble(
        `the event of ${camera} could not be sent: ${error instanceof Error ? error.message : error}`,
      );
      return null;
    }
  }
}
