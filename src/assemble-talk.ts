import { consoleChat } from '../adapters/console/index.ts'
import { demonstration } from './assemble-demo.ts'
import { demoPeople } from './demo/people.ts'
import { logger } from './lib/log.ts'
import { inWordsAt } from './words/render.ts'

/** The bot in this terminal, over the demonstration. Ends with the input; its pages open in a browser as ever. */
export const inTerminal = async (): Promise<void> => {
  const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'warn')
  const { config, build } = demonstration(undefined, log, () => [chat])
  const chat = consoleChat({
    name: 'playground',
    tenant: 'company',
    people: demoPeople,
    words: inWordsAt(config.timeZone),
    input: process.stdin,
    write: (line) => void process.stdout.write(`${line}\n`),
  })
  const app = await build()
  await app.start()
  await chat.ended
  await app.stop()
}
