import type { Command } from 'commander'
import { openDirectory } from './assemble-services.ts'
import { inForce } from './assemble-world.ts'
import { withTools } from './assemble-tools.ts'
import { unfreeze } from './assemble-unfreeze.ts'
import { logger } from './lib/log.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `unfreeze`: how the helpdesk opens self-service again for somebody who has no passkey (README). */
export const unfreezeCommand = (program: Command): void => {
  program
    .command('unfreeze')
    .description('open self-service again for somebody who said “that wasn’t me”; make sure first who asks')
    .argument('<account>', 'what the person signs in with')
    .option(...configFile)
    .action(async (account: string, { config: file }: { config?: string }) => {
      process.exitCode = await withTools(file, async (tools, config) => {
        const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
        const directory = openDirectory(config.directory, tools.clock, log, inForce(config).groups)
        const { helpdesk, mail } = config
        const operator = `uid ${process.getuid?.() ?? 'unknown'}`
        try {
          const site = { people: directory.people, helpdesk, sendsMail: mail !== undefined, operator }
          return await unfreeze({ ...tools, ...site }, account, print)
        } finally {
          await directory.close()
        }
      })
    })
}
