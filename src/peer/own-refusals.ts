import { OpenPeerError } from '../errors.ts'

/** A plain device that was shown no record of its identity. */
export function notShown(): OpenPeerError {
  const text = 'This device knows no record of its identity yet: it needs an operator once, to be told of it.'
  return new OpenPeerError('DEVICE_NOT_LISTED', text)
}

/** The recovery key signed two events under one commitment. */
export function contradicted(): OpenPeerError {
  return new OpenPeerError(
    'KEY_LOG_CONFLICT',
    'Somebody published a key log that contradicts yours: your recovery key was used twice. Contacts will be warned.',
  )
}

/** Its owner ended the identity. */
export function revoked(): OpenPeerError {
  return new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good.')
}

/** The keys are no longer the identity's. */
export function keyChanged(): OpenPeerError {
  return new OpenPeerError(
    'KEY_CHANGED',
    "This identity's key was replaced: these keys no longer speak for it. Use the newer keys, or recover the identity.",
  )
}
