import type { Finding } from './directory/port.ts'

interface Chat {
  readonly alertChannel?: string
  readonly onCallChannel?: string
}
interface Chats {
  readonly slack?: Chat | undefined
  readonly teams?: Chat | undefined
}

/** What `check` says of requests that nobody answers: in which channel of which chat they are put second. */
export const onCallFindings = ({ slack, teams }: Chats): readonly Finding[] =>
  Object.entries({ slack, teams }).flatMap(([name, chat]) => (chat === undefined ? [] : finding(name, chat)))

const finding = (chat: string, { alertChannel, onCallChannel }: Chat): readonly Finding[] => {
  const [name, ok] = ['on call', true] as const
  if (alertChannel === undefined) return []
  if (onCallChannel !== undefined)
    return [
      { name, ok, says: `what nobody answers in ${chat} in five minutes goes to ${onCallChannel} as well` },
    ]
  const says = `what nobody answers in ${chat} in five minutes is said once more in the alert channel, and nowhere else`
  return [{ name, ok, says, fix: `set ${chat}.onCallChannel, if somebody is on call` }]
}
