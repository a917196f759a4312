"""What every request passes, whoever sends it: headers, limits, log lines, uploads, nonsense."""
