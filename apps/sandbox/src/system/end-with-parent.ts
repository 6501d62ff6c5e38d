/**
 * Loaded into the deployables that this machine's launcher starts (`node --import`): ends them when the launcher is gone, however it
 * went. Nothing of it is in the deployables themselves.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
