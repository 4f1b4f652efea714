import { resolve } from 'node:path'
import type { Command } from 'commander'
import { explained } from './assemble-policy-explain.ts'
import { simulate } from './assemble-policy-simulate.ts'
import { openDirectory } from './assemble-services.ts'
import { withTools, type Tools } from './assemble-tools.ts'
import { inForce } from './assemble-world.ts'
import { roster } from './approval/roster.ts'
import { assessmentsIn } from './audit/assessments.ts'
import { readDraft } from './config/draft.ts'
import type { Config } from './config/port.ts'
import type { Directory } from './directory/port.ts'
import { enrolments } from './enrolment/enrolments.ts'
import { freezes } from './freeze/freezes.ts'
import { day } from './lib/clock.ts'
import { logger } from './lib/log.ts'
import type { PolicyPort } from './policy/port.ts'
import { Fault } from './story/errors.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `policy explain` and `policy simulate`: what the rules mean for a person, and what a draft of them would have. */
export const policyCommand = (program: Command): void => {
  const policy = program
    .command('policy')
    .description('what the rules mean for somebody, and what a draft would')
  policy
    .command('explain')
    .description('what this person would face now, and why')
    .argument('<person>', 'what they sign in with, or their mail address')
    .option(...configFile)
    .action(async (person: string, { config: file }: { config?: string }) => {
      process.exitCode = await withTools(file, (tools, config) =>
        withDirectory(config, tools, inForce(config), (directory) =>
          explain(config, tools, directory, person),
        ),
      )
    })
  policy
    .command('simulate')
    .description('judge past requests again under a draft, and say who would fare differently')
    .argument('<draft>', 'a YAML file with the section `policy`')
    .option('--since <days>', 'how far back', '90')
    .option(...configFile)
    .action(async (draft: string, { config: file, since }: { config?: string; since: string }) => {
      process.exitCode = await withTools(file, (tools, config) =>
        replayed(config, tools, draft, Number(since)),
      )
    })
}

const withDirectory = async (
  config: Config,
  { clock }: Tools,
  { groups }: PolicyPort,
  work: (directory: Directory) => Promise<boolean>,
): Promise<boolean> => {
  const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
  const directory = openDirectory(config.directory, clock, log, groups)
  try {
    return await work(directory)
  } finally {
    await directory.close()
  }
}

const whenIn = ({ timeZone }: Config) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  return (ms: number): string => format.format(ms)
}

const explain = async (
  config: Config,
  { store, clock, factors }: Tools,
  { people }: Directory,
  name: string,
): Promise<boolean> => {
  const person = (await people.find('account', name)) ?? (await people.find('mail', name))
  const status = person && (await people.status(person.id))
  if (person === undefined || status === undefined)
    throw new Fault('ERR_CONFIG', `the directory knows nobody by ${name}`)
  const { frozenAt } = (await freezes(store).of(person.id)).value
  const lines = explained({
    policy: inForce(config),
    rules: config.policy.rules,
    status,
    enrolment: (await enrolments(store).of(person.id)).value,
    ...(frozenAt !== undefined && { frozenAt }),
    appointed: (await roster(store)).value.appointed.filter((one) => one !== person.id).length,
    factors,
    sendsMail: config.mail !== undefined,
    now: clock.now(),
    when: whenIn(config),
  })
  lines.forEach(print)
  return true
}

const replayed = async (config: Config, tools: Tools, file: string, days: number): Promise<boolean> => {
  if (!(days > 0)) throw new Fault('ERR_CONFIG', '--since is a number of days above 0')
  const read = readDraft(resolve(file), config.directory)
  if ('faults' in read) {
    const lines = read.faults.map(({ key, says, fix }) => `  ${key}: ${says}\n      ${fix}`)
    process.stderr.write(`latchkey: ${lines.length} fault(s) in the draft\n${lines.join('\n')}\n`)
    return false
  }
  const draft = inForce({ ...config, policy: read.policy })
  const trail = await assessmentsIn(config.audit.file, tools.clock.now() - days * day)
  return await withDirectory(config, tools, draft, async ({ people }) => {
    const lines = await simulate({ trail, draft, people, when: whenIn(config) })
    lines.forEach(print)
    return true
  })
}
