// Through this entry everybody else sends commands: to Kafka at once, or through the outbox of a database.
export * from './command-gateway.ts';
export { createOutboxGateway, type OutboxGatewayOptions } from './outbox/outbox-gateway.ts';
export { createOutcomeListener, type OutcomeListener } from './outcome-listener.ts';
