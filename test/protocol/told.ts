import { capabilities, everything, inWords, supersets, type Powers } from './capability.ts'
import type { Searched } from './programme.ts'
import { attackWith, type Graph } from './search.ts'

const total = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0)

/** One line for a variant, and one for each smallest set of capabilities that opens the account. */
export const tableOf = (name: string, { graphs, minimal }: Searched): readonly string[] => {
  const states = total(graphs.map((g) => g.states.length))
  const moves = total(graphs.map((g) => g.expansions))
  const properties = [...new Set(graphs.flatMap((g) => g.broken.map((b) => b.property)))].toSorted()
  const sets = `${supersets(minimal)} of ${everything + 1} sets of ${capabilities.length} capabilities`
  return [
    `${name}: ${states} states, ${moves} moves; opened by ${sets}; broken: ${properties.join(' ') || 'nothing'}`,
    ...minimal.map((set) => `    ${inWords(set)}`),
  ]
}

/** The shortest attack, step by step. */
export const traceOf = (graph: Graph, set: Powers): readonly string[] =>
  (attackWith(graph, set) ?? []).map((step, n) => `    ${n + 1}. ${step}`)
