/**
 * Budgets of an operator node on a development network (docs/spec/budgets.md): whatever a demonstration, a benchmark or a
 * test asks of it comes from one machine, and must be asked as fast as it can be answered.
 */
export const TESTNET_BUDGETS = {
  perPeer: 1_000_000,
  perAddress: 1_000_000,
  perAccount: 1_000_000,
  perDomain: 1_000_000,
  httpPerAddress: 1_000_000,
  stunPerAddress: 1_000_000,
  vaultsPerHour: 1_000_000,
  maxConnectionsPerAddress: 10_000,
}
