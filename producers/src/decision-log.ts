import type { Logger } from '@karat/infra/logger';
import { traceIdOf } from '@karat/infra/trace';
import { formatActor } from '@karat/schemas';
import type { Decided } from './partition-writer.ts';

/**
 * Logs decisions: a refusal at `info`, because somebody did not get what they asked for; the rest
 * at `debug`, because the receipts and events tell it and a flood of commands would drown the log.
 */
export function createDecisionLog(logger: Logger): (decided: readonly Decided[]) => void {
  return (decided) => {
    for (const { outcome, command } of decided) {
      const { receipt, orderId, commandId, traceparent } = outcome;
      const facts = {
        orderId,
        commandId,
        traceId: traceIdOf(traceparent),
        actor: formatActor(command.actor),
        commandType: receipt.commandType,
        outcome: receipt.outcome,
        version: receipt.version,
      };
      const reason = receipt.refusal?.reason ?? null;
      if (reason === null) logger.debug(facts, 'command decided');
      else logger.info({ ...facts, reason }, 'command refused');
    }
  };
}
