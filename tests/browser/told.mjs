// What the tests of pages look at: the shared figures of a month in which something happened, and where each page is.
import { service } from "./browser.mjs";

export const review = () => ({
  from: "2026-03-01", until: "2026-04-01", zone: "Asia/Ho_Chi_Minh", currency: "VND",
  figures: {
    leads: { unit: "count", value: 3, before: 1, complete: true, of: 0, behind: [service.ann.id, service.handoff.lead, "c"] },
    qualified: { unit: "count", value: 2, before: 0, complete: true, of: 0, behind: [service.ann.id, service.handoff.lead] },
    new_accepted: { unit: "count", value: 1, before: 0, complete: true, of: 0, behind: [service.ann.id] },
    qualified_to_next: { unit: "share", value: 0.5, before: null, complete: false, of: 2, behind: [service.ann.id] },
    cost_per_qualified: { unit: "money", value: 13270000, before: null, complete: true, of: 0, behind: [service.ann.id, service.handoff.lead] },
    rejected: { unit: "share", value: 0.4, before: 0.2, complete: true, of: 5, behind: ["h1", "h2"] },
    first_action_median: { unit: "minutes", value: 210, before: null, complete: true, of: 0, behind: ["h1"] },
  },
  rejected_by: { timing: ["h1"], not_a_fit: ["h2"] },
  groups: [{ by: "team", name: "sales", made: ["h1", "h2", "h3"], accepted: ["h3"], rejected: ["h1", "h2"], first_action_median: 210, kept: 0.75 }],
  undated: ["z"], excluded: [], without_rate: [],
});

export const addresses = () => ({
  handoffs: "#/handoffs",
  handoff: `#/handoffs/${service.handoff.id}`,
  person: `#/person/${service.ann.id}?why=lead_score`,
  health: "#/health",
  waiting: "#/waiting?cause=activecampaign+value.unreadable+change",
  mapping: "#/mapping",
  mapping_way: "#/mapping?show=way",
  mapping_files: "#/mapping?show=files",
  mapping_versions: "#/mapping?show=versions",
  funnel: "#/funnel?month=2026-03&behind=qualified",
});
