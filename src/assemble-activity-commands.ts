import type { Command } from 'commander'
import { openLogs } from './assemble-activity.ts'
import { forgetPerson, type Whom } from './assemble-activity-forget.ts'
import { openDirectory } from './assemble-services.ts'
import { withTools } from './assemble-tools.ts'
import { logger } from './lib/log.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `activity forget`: what is known of one person's sign-ins is erased (SECURITY.md). */
export const activityCommands = (program: Command): void => {
  program
    .command('activity')
    .description('what is known of people’s sign-ins (docs/activity.md)')
    .command('forget')
    .description('erase what is known of one person')
    .argument('[account]', 'what the person signs in with')
    .option('--id <id>', 'the directory’s id, for somebody who is gone from it')
    .option(...configFile)
    .action(async (account: string | undefined, { config: file, id }: { config?: string; id?: string }) => {
      const whom: Whom | undefined =
        id !== undefined ? { id } : account !== undefined ? { account } : undefined
      if (whom === undefined) {
        process.stderr.write('latchkey: name an account, or an id with --id\n')
        process.exitCode = 1
        return
      }
      process.exitCode = await withTools(file, async (tools, config) => {
        const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
        const directory = openDirectory(config.directory, tools.clock, log)
        const logs = await openLogs(config.store, tools.clock, log)
        const operator = `uid ${process.getuid?.() ?? 'unknown'}`
        try {
          return await forgetPerson({ ...tools, logs, people: directory.people, operator }, whom, print)
        } finally {
          await logs.close()
          await directory.close()
        }
      })
    })
}
