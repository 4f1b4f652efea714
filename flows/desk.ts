import type { Card } from '../src/story/card.ts'
import { beside, frontDesk, isIntent, understand } from './front-desk.ts'
import { stories } from './index.ts'
import { whyLocked } from './why-locked.ts'
import { keptOfAnswer, keptOfText } from './kept-of-chat.ts'
import type { World } from './world.ts'

const refused: Readonly<Record<string, string>> = {
  'pasted-password': 'password',
  'pasted-code': 'recovery-code',
}

/** What is said outside a conversation, and which words begin one. */
export const desk = (world: Pick<World, 'helpdesk' | 'factors'>) => ({
  understand,
  keptOfText,
  keptOfAnswer: (name: string, value: string) => keptOfAnswer(name, value, world),
  refuses: (intent: string) => refused[intent],
  beside,
  begins: (intent: string): string | undefined => stories.find((s) => s.name === intent)?.name,
  /** Whether typing this ends the conversation that is on: a mere question does not. */
  takesOver: (intent: string): boolean => intent !== whyLocked.name && stories.some((s) => s.name === intent),
  card: (intent: string): Card => frontDesk(isIntent(intent) ? intent : 'greet', world),
})
