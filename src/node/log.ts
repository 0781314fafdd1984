import { type DestinationStream, destination, type Logger, pino, type SerializerFn, stdSerializers } from 'pino'
import { errorCode } from '../errors.ts'

/** How much an operator node writes to its log; `silent` writes nothing. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export type Log = Logger

/** Standard error: standard output belongs to what a command answers. */
const STANDARD_ERROR = 2

/**
 * One line of JSON an event. Keys, tokens and what people say are never handed to it.
 *
 * @param to where the lines go; standard error unless given
 */
export function createLog(level: LogLevel, to: DestinationStream = destination(STANDARD_ERROR)): Log {
  return pino({ level, base: null, serializers: { err: withCode } }, to)
}

const withCode: SerializerFn = (error) => ({ code: errorCode(error), ...stdSerializers.err(error) })
