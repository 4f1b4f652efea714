/** Stands for everything secret: wherever it turns up, something leaked. */
export const canary = 'CANARY-Otter-Bridge-9'
