import type { Command } from 'commander'
import { bootstrap } from './assemble-bootstrap.ts'
import { openDirectory } from './assemble-services.ts'
import { withTools } from './assemble-tools.ts'
import { inForce } from './assemble-world.ts'
import { logger } from './lib/log.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `bootstrap`: how a new installation gets its first two approvers (docs/approvals.md). */
export const bootstrapCommand = (program: Command): void => {
  program
    .command('bootstrap')
    .description('appoint the first two approvers; each must have a passkey set up')
    .argument('<accounts...>', 'what they sign in with')
    .option(...configFile)
    .action(async (accounts: readonly string[], { config: file }: { config?: string }) => {
      process.exitCode = await withTools(file, async (tools, config) => {
        const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
        const directory = openDirectory(config.directory, tools.clock, log, inForce(config).groups)
        const { helpdesk, mail, policy } = config
        const { approvers } = policy
        const operator = `uid ${process.getuid?.() ?? 'unknown'}`
        try {
          const site = {
            people: directory.people,
            helpdesk,
            sendsMail: mail !== undefined,
            approvers,
            operator,
          }
          return await bootstrap({ ...tools, ...site }, accounts, print)
        } finally {
          await directory.close()
        }
      })
    })
}
