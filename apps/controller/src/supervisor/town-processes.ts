import { join } from "node:path";
import type { Log } from "../log";
import type { Settings } from "../settings";
import { type ChildMessage, isChildMessage, type TownPorts, type TownWeb } from "./child-message";
import { KeptProcess } from "./kept-process";
import { removePortsFile, writePortsFile } from "./ports-file";

export interface TownProcessesOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Folder of the bundles: air.mjs and controller.mjs. */
  readonly programs: string;
  readonly onReady: (web: TownWeb, signInLink: string | null) => void;
  /** It cannot start; one line with the way out. */
  readonly onFatal: (line: string) => void;
}

/** How long each may take to end by itself, ms: together less than whoever runs us is likely to wait. */
const CONTROLLER_GRACE_MS = 2_500;
const AIR_GRACE_MS = 2_000;
/** The controller never hurries as `air` does: it gives memory back sooner, at some more work for the processor. */
const CONTROLLER_FLAGS = ["--optimize-for-size"];
/** Ends in a row, before the town was ever ready, after which trying on would only fill the log. */
const HOPELESS = 6;

/** `air` and the controller side by side: neither is the other's child, so that neither takes the other along. */
export class TownProcesses {
  private readonly options: TownProcessesOptions;
  private readonly air: KeptProcess;
  private readonly controller: KeptProcess;
  private readonly portsFile: string;
  private ports: TownPorts | null = null;
  private wasReady = false;

  constructor(options: TownProcessesOptions) {
    this.options = options;
    this.portsFile = join(options.settings.dataFolder, "run", "ports.json");
    removePortsFile(this.portsFile);
    this.air = this.keep("air");
    this.controller = this.keep("controller", CONTROLLER_FLAGS);
  }

  async stop(): Promise<void> {
    removePortsFile(this.portsFile);
    // The controller first: what is on air ends with `air`, and nobody is told by a half-closed API.
    await this.controller.stop(CONTROLLER_GRACE_MS);
    await this.air.stop(AIR_GRACE_MS);
    removePortsFile(this.portsFile);
  }

  kill(): void {
    this.controller.kill();
    this.air.kill();
    removePortsFile(this.portsFile);
  }

  private keep(name: "air" | "controller", flags: readonly string[] = []): KeptProcess {
    const { log, programs, onFatal } = this.options;
    return new KeptProcess({
      name,
      program: join(programs, `${name}.mjs`),
      flags,
      env: () => this.env(),
      onMessage: (message) => {
        if (isChildMessage(message)) this.hear(message);
      },
      onCrash: (how, afterMs, crashes) => {
        log.error({ process: name, how }, `${name} ended (${how}); it starts again in ${afterMs} ms`);
        if (!this.wasReady && crashes >= HOPELESS)
          onFatal(`${name} does not start (${how}); look at what it logged above`);
      },
    });
  }

  private hear(message: ChildMessage): void {
    const { settings, onReady, onFatal, log } = this.options;
    if (message.type === "fatal") {
      // Once people are heard through `air`, a controller that cannot start must not end it.
      if (this.wasReady) log.error({ process: "controller" }, message.line);
      else onFatal(message.line);
      return;
    }
    this.ports = message.ports;
    const { url, authority } = message.web;
    writePortsFile(this.portsFile, {
      host: settings.host,
      ...message.ports,
      pid: process.pid,
      airPid: this.air.pid,
      controllerPid: this.controller.pid,
      url,
      caFile: authority?.file ?? null,
    });
    if (!this.wasReady) onReady(message.web, message.signInLink);
    this.wasReady = true;
  }

  /** Whoever is connected finds a restarted process where it was, also when any free port had been asked for. */
  private env(): NodeJS.ProcessEnv {
    if (this.ports === null) return process.env;
    const { http, air, mqtt, mqtts, clock } = this.ports;
    return {
      ...process.env,
      DALABA_HTTP_PORT: String(http),
      DALABA_AIR_PORT: String(air),
      ...(mqtt === 0 ? {} : { DALABA_MQTT_PORT: String(mqtt) }),
      ...(mqtts === undefined ? {} : { DALABA_MQTTS_PORT: String(mqtts) }),
      DALABA_CLOCK_PORT: String(clock),
    };
  }
}
