import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openapiBreaks } from "./openapi-breaks.test-support";
import { openapiDocument } from "./openapi-document";

/** Version 1 as it was promised. After an addition: `npx vitest run packages/api -u` writes it anew. */
const FIXTURE = "../testdata/openapi.v1.json";

const document = () => JSON.parse(JSON.stringify(openapiDocument("1"))) as Record<string, unknown>;

describe("version 1 of the API", () => {
  it("breaks nothing that it promised", () => {
    const promised = JSON.parse(readFileSync(new URL(FIXTURE, import.meta.url), "utf8"));
    expect(openapiBreaks(promised, document())).toEqual([]);
  });

  it("is written down as it stands", async () => {
    await expect(`${JSON.stringify(document(), null, 2)}\n`).toMatchFileSnapshot(FIXTURE);
  });

  it("names every route once", () => {
    const paths = document().paths as Record<string, Record<string, { operationId: string }>>;
    const names = Object.values(paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("what would break a client", () => {
  type Tree = Record<string, unknown>;
  const at = (from: Tree, ...path: readonly string[]): Tree =>
    path.reduce<Tree>((node, step) => node[step] as Tree, from);
  const after = (edit: (document: Tree) => void) => {
    const edited = document();
    edit(edited);
    return openapiBreaks(document(), edited);
  };
  const speaker = ["components", "schemas", "Speaker"] as const;
  const tokens = ["paths", "/api/v1/tokens"] as const;

  it("is found: what is gone, what is asked for, what changed its type or its right", () => {
    const route = after((doc) => delete at(doc, "paths")["/api/v1/onair"]);
    expect(route).toEqual(["GET /api/v1/onair: is gone"]);
    const member = after((doc) => delete at(doc, ...speaker, "properties").zones);
    expect(member[0]).toMatch(/zones: is gone/);
    const type = after((doc) => {
      at(doc, ...speaker, "properties", "online").type = "string";
    });
    expect(type[0]).toMatch(/online: was boolean, is string/);
    const absent = after((doc) => {
      at(doc, ...speaker).required = [];
    });
    expect(absent).toContainEqual(expect.stringMatching(/zones: may be absent now/));
    const asked = after((doc) => {
      const body = at(doc, ...tokens, "post", "requestBody", "content", "application/json", "schema");
      (body.required as string[]).push("operator");
    });
    expect(asked).toEqual(["POST /api/v1/tokens body.operator: is required now"]);
    const right = after((doc) => {
      at(doc, ...tokens, "get")["x-right"] = "public";
    });
    expect(right).toEqual(["GET /api/v1/tokens: x-right changed"]);
  });

  it("is not what was added", () => {
    const added = after((doc) => {
      at(doc, "paths")["/api/v1/new"] = { get: { operationId: "new" } };
      at(doc, ...speaker, "properties").mood = { type: "string" };
      (at(doc, ...tokens, "get").parameters as unknown[]).push({
        in: "query",
        name: "mood",
        required: false,
      });
    });
    expect(added).toEqual([]);
  });
});
