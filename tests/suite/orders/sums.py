"""Reads documents: lines of amount, price, discount and tax, and an empty line behind each document. Writes its subtotal, discount, tax
and total, and the rate, base and tax of each rate, as one line of numbers."""

import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 100


def rounded(number):
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def told(lines):
    subtotal = reduction = taxes = total = Decimal(0)
    rates = {}
    for amount, price, discount, tax in lines:
        net = rounded(amount * (price - discount))
        whole = rounded(amount * (price - discount) * (1 + tax))
        subtotal += net
        reduction += rounded(amount * discount)
        taxes += whole - net
        total += whole
        base, part = rates.get(tax, (Decimal(0), Decimal(0)))
        rates[tax] = (base + net, part + whole - net)
    numbers = [subtotal, reduction, taxes, total]
    for rate in sorted(rates):
        numbers += [rate, *rates[rate]]
    return " ".join(format(number, "f") for number in numbers)


lines = []
for text in sys.stdin:
    if text.strip():
        lines.append(tuple(map(Decimal, text.split())))
    else:
        print(told(lines))
        lines = []
