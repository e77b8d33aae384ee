import { ALL_GROUP, groupTopic, type Scope, speakerTopic } from "@dalaba/protocol";

/** The topic an order travels on: its own scope's, and `pa/g/all/cmd` for a list, which everyone subscribes to. */
export function orderTopic(scope: Scope): string {
  switch (scope.kind) {
    case "speaker":
      return speakerTopic(scope.speaker, "cmd");
    case "group":
      return groupTopic(scope.group, "cmd");
    case "list":
      return groupTopic(ALL_GROUP, "cmd");
  }
}
