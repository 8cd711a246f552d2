"""pelicun on the reduced model of `assess.py --pelicun`: run by a Python that has pelicun 3.10, prints one line of JSON.

    PYTHON benchmarks/_pelicun.py 500 5000

Each asset has three damage states of its own (lognormal fragility at one known demand) and a lognormal repair cost for
each; nothing is shared. `inputs` is what both sides start from.
"""

import json
import sys
import time
import warnings

import numpy as np

DEMAND, FRAGILITY, COST = 0.5, 0.5, 0.5
"""The demand (g), the log sd of capacities, the log sd of repair costs."""
MEDIANS = (0.4, 0.7, 1.1)
RATIOS = (0.2, 0.6, 1.0)
"""Median capacity of each damage state (g), and median repair cost over the replacement value."""


def inputs(assets: int) -> tuple[np.ndarray, np.ndarray]:
    """Median capacities, shape (N, 3), rising, and replacement values, shape (N,)."""
    random = np.random.default_rng(1)
    shift = np.exp(random.normal(0, 0.1, (assets, 1)))
    return np.array(MEDIANS) * shift, np.exp(random.normal(10, 0.8, assets))


def frames(assets: int, capacity: np.ndarray, value: np.ndarray):  # noqa: ANN202 - pandas stands in pelicun's environment alone
    """Fragilities and repair costs as pelicun takes them."""
    import pandas as pd  # noqa: PLC0415 - as above

    names = [f"A.{number:04d}" for number in range(assets)]
    fragility, cost = [], []
    for number in range(assets):
        one = {
            ("Demand", "Directional"): 1, ("Demand", "Offset"): 0, ("Demand", "Type"): "Peak Floor Acceleration",
            ("Demand", "Unit"): "g", ("Incomplete", ""): 0,
        }  # fmt: skip
        two = {("Incomplete", ""): 0, ("Quantity", "Unit"): "1 EA", ("DV", "Unit"): "USD_2011"}
        for k in range(3):
            one |= {
                (f"LS{k + 1}", "Family"): "lognormal",
                (f"LS{k + 1}", "Theta_0"): capacity[number, k],
                (f"LS{k + 1}", "Theta_1"): FRAGILITY,
                (f"LS{k + 1}", "DamageStateWeights"): np.nan,
            }
            two |= {
                (f"DS{k + 1}", "Family"): "lognormal",
                (f"DS{k + 1}", "Theta_0"): value[number] * RATIOS[k],
                (f"DS{k + 1}", "Theta_1"): COST,
            }
        fragility.append(one)
        cost.append(two)
    damage = pd.DataFrame(fragility, index=pd.Index(names, name="ID"))
    damage.columns = pd.MultiIndex.from_tuples(damage.columns)
    loss = pd.DataFrame(cost, index=pd.MultiIndex.from_tuples([(name, "Cost") for name in names]))
    loss.columns = pd.MultiIndex.from_tuples(loss.columns)
    return names, damage, loss


def run(assets: int, samples: int) -> dict[str, float]:
    """The total repair cost: its mean and sd over the samples, and the CPU seconds from the inputs to the total."""
    import pandas as pd  # noqa: PLC0415 - as above
    from pelicun.assessment import Assessment  # noqa: PLC0415 - as above

    capacity, value = inputs(assets)
    names, damage, loss = frames(assets, capacity, value)
    begun = time.process_time()
    told = Assessment({"PrintLog": False, "Seed": 7, "Verbose": False})
    told.stories = 1
    columns = pd.MultiIndex.from_tuples([("PFA", "0", "1"), ("PFA", "1", "1")])
    told.demand.load_sample(
        pd.concat(
            [
                pd.DataFrame([["g", "g"]], columns=columns, index=["Units"]),
                pd.DataFrame(np.full((samples, 2), DEMAND), columns=columns),
            ]
        )
    )
    marginals = {
        "Units": ["ea"] * assets,
        "Location": ["1"] * assets,
        "Direction": ["1"] * assets,
        "Theta_0": [1] * assets,
        "Blocks": [1] * assets,
    }
    told.asset.load_cmp_model({"marginals": pd.DataFrame(marginals, index=names)})
    told.asset.generate_cmp_sample(samples)
    told.damage.load_model_parameters([damage], set(names))
    told.damage.calculate()
    told.loss.decision_variables = ("Cost",)
    told.loss.add_loss_map(pd.DataFrame({"Repair": names}, index=names))
    told.loss.load_model_parameters([loss])
    told.loss.calculate()
    total = told.loss.aggregate_losses()
    total = (total[0] if isinstance(total, tuple) else total)["repair_cost"].to_numpy().ravel()
    return {"cpu_s": time.process_time() - begun, "mean": float(total.mean()), "sd": float(total.std())}


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    sys.stdout.write(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
