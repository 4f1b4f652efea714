/** The tenant that exists in the emulator alone: no Entra ever gave this id to anybody. */
export const emulatorTenant = '00000000-0000-4000-8000-0e0000000000'

/** Somebody whom a developer may be. */
export interface EmulatorPerson {
  /** What is written as the user id in the emulator's settings. */
  readonly name: string
  readonly displayName: string
  readonly email: string
}

const oidOf = (index: number): string => `00000000-0000-4000-8000-0e${String(index + 1).padStart(10, '0')}`

/**
 * The people of the emulator, by ids that stay: who writes is found by the user id of the emulator's settings, and is the first of
 * them where that names nobody. `of` answers what the Connector would tell of one, or undefined.
 */
export const emulatorPeople = (people: readonly EmulatorPerson[]) => ({
  who: (from: string): string => {
    const index = people.findIndex(({ name }) => name === from.trim().toLowerCase())
    return oidOf(Math.max(index, 0))
  },
  of: (user: string): unknown => {
    const one = people.find((_person, index) => oidOf(index) === user)
    return (
      one && {
        aadObjectId: user,
        tenantId: emulatorTenant,
        userRole: 'user',
        name: one.displayName,
        email: one.email,
        userPrincipalName: one.email,
      }
    )
  },
})
export type EmulatorPeople = ReturnType<typeof emulatorPeople>
