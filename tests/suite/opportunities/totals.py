"""Reads lines of amount, price, discount and tax; writes the total of each, or "none" where no amount can be it."""

import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 100
GREATEST = Decimal("922337203685477.5807")

for line in sys.stdin:
    amount, price, discount, tax = map(Decimal, line.split())
    total = (amount * (price - discount) * (1 + tax)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    print(total if total <= GREATEST else "none")
