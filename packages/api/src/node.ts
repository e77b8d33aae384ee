export { trustingFetch } from "./trusting-fetch";
export { webhookHeaders } from "./webhook-headers";
