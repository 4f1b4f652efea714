import type { Command } from 'commander'
import { backUp, restore } from './assemble-backup.ts'
import { withTools } from './assemble-tools.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const keyFile = ['--key <file>', 'a key kept for backups alone (else the configured keys)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

interface BackupArguments {
  readonly config?: string
  readonly key?: string
  readonly to: string
}
interface RestoreArguments {
  readonly config?: string
  readonly key?: string
  readonly from: string
  readonly replace?: boolean
  readonly cooling: boolean
  readonly dryRun?: boolean
}

/** `backup` and `restore` of all enrolments: docs/keys.md. */
export const backupCommands = (program: Command): void => {
  program
    .command('backup')
    .description('write all enrolments into one encrypted file, while the service runs')
    .requiredOption('--to <file>', 'a file that is not there yet')
    .option(...keyFile)
    .option(...configFile)
    .action(async ({ config, key, to }: BackupArguments) => {
      process.exitCode = await withTools(config, async (tools) => backUp(tools, { to, key }, print))
    })
  program
    .command('restore')
    .description('bring the enrolments of a backup back')
    .requiredOption('--from <file>', 'the backup')
    .option(...keyFile)
    .option(...configFile)
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--replace', 'let what is there give way to the backup')
    .option('--no-cooling', 'let restored factors count at once: only for a backup that is the newest state')
    .action(async ({ config, key, from, replace = false, cooling, dryRun = false }: RestoreArguments) => {
      const order = { from, key, replace, cooling, dryRun }
      process.exitCode = await withTools(config, async (tools) => restore(tools, order, print))
    })
}
