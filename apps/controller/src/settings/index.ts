export { baseUrl, reachableHost, urlHost } from "./base-url";
export { exposureWarning, isLoopback } from "./exposure";
export { readSettings, type SettingSources } from "./read-settings";
export { repositoryRoot } from "./repository-root";
export type { Origin, Settings, ShownSetting } from "./settings";
