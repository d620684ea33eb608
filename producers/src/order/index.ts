export { COMMAND_RULES, commandsAllowedIn, type OrderCommandType } from './command-rules.ts';
export { decide, type DecisionRequest } from './decide.ts';
export type { Decision } from './decision.ts';
export { EVOLVE_VERSION, evolve, type EvolveInput } from './evolve.ts';
export { handleCommand, type Handled, type Stamp } from './handle-command.ts';
export { EMPTY_LEDGER, type OrderLedger } from './ledger.ts';
