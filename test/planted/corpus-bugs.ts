import type { Bug } from './bug.ts'

/** What a request of Slack or Teams could do that was bent, stolen, copied or sent again. */
export const corpusBugs: readonly Bug[] = [
  {
    name: 'slack-actor-of-the-installation',
    gives: 'a stranger from another workspace the conversation of whoever has the same id in ours',
    file: 'adapters/slack/payload.ts',
    find: 'enterprise ?? own ?? workspace ?? installed',
    put: 'enterprise ?? workspace ?? own ?? installed',
    seenBy: ['test/attacks/chat-corpus/others.test.ts'],
  },
  {
    name: 'slack-any-workspace',
    gives: 'an administrator of any workspace that can install the app a way in',
    file: 'adapters/slack/verify.ts',
    find: "if (!known) return refused('workspace')",
    put: '',
    seenBy: ['test/attacks/chat-corpus/slack.test.ts'],
  },
  {
    name: 'slack-removal-as-of-now',
    gives: 'whoever sends an old removal again the end of an installation that was made since',
    file: 'adapters/slack/gone.ts',
    find: "typeof seconds === 'number' && seconds > 0 ? (seconds + 1) * second : now",
    put: "typeof seconds === 'string' ? 0 : now",
    seenBy: ['test/attacks/chat-corpus/slack.test.ts'],
  },
  {
    name: 'teams-any-tenant',
    gives: 'any organisation that installs the bot our people’s conversations',
    file: 'adapters/teams/verify.ts',
    find: "return tenants.has(tenant) ? undefined : 'tenant-foreign'",
    put: "return tenants.size > 0 ? undefined : 'tenant-foreign'",
    seenBy: ['test/attacks/chat-corpus/teams.test.ts'],
  },
  {
    name: 'teams-card-says-who',
    gives: 'whoever edits what a card carries the conversation of anybody',
    file: 'adapters/teams/hear.ts',
    find: 'const { name, value, flow, prompt } = pressed',
    put: 'const { name, value, flow, prompt } = pressed\n  const { user = accepted.user } = data as { user?: string }\n  accepted = { ...accepted, user }',
    seenBy: ['test/attacks/chat-corpus/others.test.ts'],
  },
  {
    name: 'junk-remembered',
    gives: 'whoever can send requests a service without memory',
    file: 'adapters/slack/receiver.ts',
    find: '  parts.refused(verdict.why)',
    put: "  Reflect.set(globalThis, 'kept', [raw.slice(), Reflect.get(globalThis, 'kept')])\n  parts.refused(verdict.why)",
    seenBy: ['test/attacks/chat-corpus/junk.test.ts'],
  },
]
