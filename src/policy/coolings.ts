import { day, hour } from '../lib/clock.ts'
import type { Coolings } from './port.ts'

export const defaultCoolings: Coolings = { factorChange: 72 * hour, reset: 24 * hour, profileChange: 7 * day }
