import type { Bug } from './bug.ts'

/** Who learns what, and who is stopped. */
export const peopleBugs: readonly Bug[] = [
  {
    name: 'strangers-told-apart',
    gives: 'anybody in the chat a list of who works here and who has what set up',
    file: 'flows/steps/identify.ts',
    find: "const status = await world.people.status(bound?.person ?? nobody)\n    const enrolment = await world.enrolments.of(bound?.person ?? nobody)\n    const standing = await world.freezes.of(bound?.person ?? nobody)\n    if (bound === undefined) return refused(facts, 'not-enrolled')",
    put: "if (bound === undefined) return refused(facts, 'not-enrolled')\n    const status = await world.people.status(bound.person)\n    const enrolment = await world.enrolments.of(bound.person)\n    const standing = await world.freezes.of(bound.person)",
    seenBy: ['test/enumeration'],
  },
  {
    name: 'risk-told-to-the-person',
    gives: 'whoever is refused the list of what to change next time',
    file: 'flows/ends.ts',
    find: '    ...explained(flow, known, facts, world),\n',
    put: '    ...explained(flow, known, facts, world),\n    ...(facts.assessment?.reasons ?? []).map((reason) => say(`risk.${reason}`)),\n',
    seenBy: ['test/flows/walk.test.ts', 'test/flows/starting.test.ts', 'test/flows/reset-password.test.ts'],
  },
  {
    name: 'frozen-people-go-on',
    gives: 'the thief whom the owner has just stopped the rest of his conversation',
    file: 'src/story/ward.ts',
    find: 'return (await story.ward(record.facts, world, here(record, now))).barred',
    put: 'return (await story.ward(record.facts, world, here(record, now))).barred && undefined',
    seenBy: ['test/flows/freeze-anywhere.test.ts', 'test/flows/not-me.test.ts'],
  },
  {
    name: 'unlocks-without-end',
    gives: 'whoever guesses passwords a new lock for every few guesses',
    file: 'src/enrolment/limits.ts',
    find: '  recent(unlocks, now, day).length >= unlocksAllowed',
    put: '  recent(unlocks, now, day).length >= unlocksAllowed * 1_000_000',
    seenBy: ['test/flows/unlock-account.test.ts'],
  },
  {
    name: 'change-turned-into-a-reset',
    gives: 'a reset to evidence that was only enough together with the old password',
    file: 'src/directory/unfit-order.ts',
    find: 'if ((witness.change === true) !== (current !== undefined))',
    put: 'if (current !== undefined && witness.change !== true)',
    seenBy: ['test/directory/memory.test.ts'],
  },
  {
    name: 'intent-not-saved',
    gives: 'a crash the power to have a password set without anybody knowing',
    file: 'src/story/acting.ts',
    find: 'if (effects === undefined || !(await this.#around.save(held.record, loaded.rev, effects)))',
    put: 'if (effects === undefined)',
    seenBy: ['test/flows/set-password.test.ts', 'test/flows/reset-password.test.ts'],
  },
]
